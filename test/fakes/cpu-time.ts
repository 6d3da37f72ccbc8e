/**
 * Starts counting. What is returned says how many milliseconds of the processor this process has used since: a machine
 * that is busy with other things adds none, as it would to a clock on the wall.
 */
export function countCpu(): () => number {
  const from = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1000
  }
}
