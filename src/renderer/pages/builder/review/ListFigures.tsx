import { When } from '../../../components/When.tsx'
import { useClock } from '../../../hooks/desk-context.tsx'
import { beginsAtOnce } from '../../../lib/campaigns/begins.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import type { FiguresProps } from '../audiences/audience.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { ReviewFigure } from './ReviewFigure.tsx'

/** The numbers of a campaign whose people are in it. */
export function ListFigures({ review, plan }: FiguresProps) {
  return (
    <dl className="bd-review-figures">
      <ReviewFigure name="People">{formatCount(review.recipients)}</ReviewFigure>
      <ReviewFigure name="Messages">{formatCount(review.messages)}</ReviewFigure>
      <ReviewFigure name="First">{plan?.firstAt ? <First at={plan.firstAt} /> : '–'}</ReviewFigure>
      <ReviewFigure name="Last">{plan?.lastAt ? <When at={plan.lastAt} /> : '–'}</ReviewFigure>
    </dl>
  )
}

/** When the first message leaves, in the words of the question that is asked next. */
function First({ at }: { at: string }) {
  const { isDraft } = useBuilder()
  const { now } = useClock()
  return isDraft && beginsAtOnce(at, now) ? 'at once' : <When at={at} />
}
