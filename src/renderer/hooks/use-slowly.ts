import { useEffect, useState } from 'react'

/** The value once it has stayed the same for a moment. */
export function useSlowly<T>(value: T, ms: number): T {
  const [slow, setSlow] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return slow
}
