import { Skeleton } from '@mantine/core'

const widths = ['72%', '56%', '64%', '48%']

/** Rows that are on their way. */
export function SkeletonRows({ label }: { label: string }) {
  return (
    <output className="skeleton-rows" aria-label={label}>
      {widths.map((width) => (
        <Skeleton key={width} height={12} width={width} my={12} mx={16} radius="xs" />
      ))}
    </output>
  )
}
