import { deskContract } from '../../../shared/contract/index.ts'

interface Route {
  method: string
  pattern: RegExp
}

const routes: Route[] = Object.values(deskContract).flatMap((noun) =>
  Object.values(noun).map((procedure) => {
    const { method = 'POST', path = '/' } = procedure['~orpc'].route
    return { method, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/?$`) }
  }),
)

/** The methods that the contract knows at a path (below /api); empty for an unknown path. */
export function methodsAt(path: string): string[] {
  return routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
}
