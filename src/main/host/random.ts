import { randomInt, randomUUID } from 'node:crypto'
import type { Random } from '../engine/ports/machine.ts'

const steps = 2 ** 47

export const systemRandom: Random = {
  next: () => randomInt(steps) / steps,
  uuid: () => randomUUID(),
}
