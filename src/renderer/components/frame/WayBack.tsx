import { Link } from 'wouter'
import { Icon } from '../Icon.tsx'

/** The title of a page that lies below another, with the way back to that one. For `Page`'s heading. */
export function WayBack({ to, parent, title }: { to: string; parent: string; title: string }) {
  return (
    <>
      <nav aria-label="Way back">
        <Link href={to} className="way-back">
          {parent}
        </Link>
      </nav>
      <Icon name="right" className="hue-quiet" />
      <h1 className="clip" title={title}>
        {title}
      </h1>
    </>
  )
}
