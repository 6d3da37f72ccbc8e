import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'

const widths = ['72%', '56%', '64%', '48%']
/** Below this a picture of what comes is enough; above it one wants to know that somebody still waits. */
const wordlessMs = 400

/** Rows that are on their way; says so in words where it takes long. */
export function SkeletonRows({ label }: { label: string }) {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), wordlessMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <output className="skeleton-rows" aria-label={label}>
      {widths.map((width) => (
        <Skeleton key={width} height={12} width={width} my={12} mx={16} radius="xs" />
      ))}
      {long && <span className="skeleton-words muted small">Still waiting for Campaign Desk</span>}
    </output>
  )
}
