import { expect } from 'vitest'

export interface Problem {
  status: number
  code: string
  message: string
  advice: string | undefined
}

/** The error in an answer's body, which says its status too. */
export async function problem(response: Response): Promise<Problem> {
  const body = (await response.json()) as { code: string; message: string; status: number; data: { advice?: string } }
  expect(body.status).toBe(response.status)
  return { status: response.status, code: body.code, message: body.message, advice: body.data.advice }
}
