import { useEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'

/**
 * Takes what the address asks for (`?open=12`) once and clears it: it is a way in, not a state, and it must not wait
 * there for the next page.
 */
export function useAsked(take: (asked: URLSearchParams) => void): void {
  const search = useSearch()
  const [location, navigate] = useLocation()
  const latest = useRef({ take, location, navigate })
  useEffect(() => {
    latest.current = { take, location, navigate }
  })
  useEffect(() => {
    if (search === '') return
    latest.current.take(new URLSearchParams(search))
    latest.current.navigate(`${latest.current.location}?`, { replace: true })
  }, [search])
}
