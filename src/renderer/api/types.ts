import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../shared/contract/index.ts'

/** The engine as the renderer knows it: the contract, whatever carries it. */
export type Client = ContractRouterClient<Contract>
