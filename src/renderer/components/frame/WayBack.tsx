import { Link } from 'wouter'

/** The title of a page that lies below another, with the way back to that one. For `Page`'s heading. */
export function WayBack({ to, parent, title }: { to: string; parent: string; title: string }) {
  return (
    <>
      <nav aria-label="Way back">
        <Link href={to} className="way-back">
          {parent}
        </Link>
      </nav>
      <span className="muted" aria-hidden="true">
        /
      </span>
      <h1 className="clip" title={title}>
        {title}
      </h1>
    </>
  )
}
