import type { CreatorSample, DiscoveryPreview, Platform } from '../../../../shared/schemas/discovery.ts'
import { OutsideLink } from '../../../components/OutsideLink.tsx'
import { followersInBrief } from '../../../lib/discovery/followers.ts'
import { followersWord } from '../../../lib/discovery/words.ts'
import { formatCount, formatDecimal } from '../../../lib/words/counts.ts'

interface Props {
  preview: DiscoveryPreview
  platform: Platform
  stale: boolean
}

/** The first ten of a search, each with a link to the profile. */
export function PreviewPeople({ preview, platform, stale }: Props) {
  const { people, total } = preview
  if (people.length === 0) {
    return (
      <div className="empty">
        <h2>Nobody matches</h2>
        <p>Ask for less: fewer words, another place, or a wider range of {followersWord(platform)}.</p>
      </div>
    )
  }
  return (
    <table className="bd-preview-table" data-stale={stale || undefined}>
      <caption className="visually-hidden">
        {formatCount(people.length)} of {formatCount(total)} people who match
      </caption>
      <thead>
        <tr>
          <th scope="col">Handle</th>
          <th scope="col">Name</th>
          <th scope="col" className="bd-number">
            {platform === 'youtube' ? 'Subscribers' : 'Followers'}
          </th>
          <th scope="col" className="bd-number">
            Engagement
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((creator) => (
          <Row key={creator.handle} creator={creator} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ creator: { handle, profileUrl, fullName, followers, engagementPercent, known } }: { creator: CreatorSample }) {
  return (
    <tr>
      <th scope="row" className="clip" title={handle}>
        {profileUrl ? <OutsideLink url={profileUrl}>{handle}</OutsideLink> : handle}
      </th>
      <td className="clip" title={fullName}>
        {known && <span className="muted">in it already · </span>}
        {fullName || <span className="muted">no name</span>}
      </td>
      <td className="bd-number" title={followers === null ? undefined : formatCount(followers)}>
        {followers === null ? '–' : followersInBrief(followers)}
      </td>
      <td className="bd-number">{engagementPercent === null ? '–' : `${formatDecimal(engagementPercent)}%`}</td>
    </tr>
  )
}
