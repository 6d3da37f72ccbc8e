import type { ContractRouterClient } from '@orpc/contract'
import type { DeskContract } from '../../shared/contract/index.ts'

/** The engine and its host as the renderer knows them: the contract, whatever carries it. */
export type Client = ContractRouterClient<DeskContract>
