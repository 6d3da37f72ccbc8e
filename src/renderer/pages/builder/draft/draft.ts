import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PlannedChange, Step } from '../../../../shared/schemas/campaigns.ts'
import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { Client } from '../../../api/types.ts'
import { differences, type Snapshot } from '../../../lib/campaigns/diff.ts'
import { type Autosave, createAutosave, GivenUp, type Patch } from '../../../lib/forms/autosave.ts'
import type { KeepingPlace } from '../../../lib/forms/kept-text.ts'
import { createCoalescer, type Timers } from '../../../lib/live/coalesce.ts'
import { reuse } from '../../../lib/live/reuse.ts'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { newerVersionIn } from './newer-version.ts'

export type DraftSnapshot = Snapshot<CampaignRow>
export type StepText = Pick<Step, 'subject' | 'body' | 'delayDays' | 'delayHours'>
/** What is set of a campaign besides its steps. */
export type Settings = Pick<CampaignRow, 'name' | 'audience' | 'testMode' | 'mailboxIds' | 'schedule' | 'stopByCompany' | 'optOutLine'> & {
  /** As a whole: what is left out of it would be lost. */
  discovery: DiscoveryAudience
}

export interface DraftState {
  /** As the engine has it. What is typed and not saved lies on top: see `shown`. */
  base: DraftSnapshot | null
  /** Why it could not be read. */
  problem: Problem | null
  /** Somebody changed it elsewhere while something here was not saved. */
  conflict: { theirs: DraftSnapshot; before: DraftSnapshot } | null
}

/** A campaign while it is built: what is typed is saved in the background, in order, and never over somebody else's change. */
export interface Draft {
  store: StoreApi<DraftState>
  autosave: Autosave
  /** It may have changed elsewhere. */
  touch(): void
  editSettings(patch: Partial<Settings>): void
  editStep(stepId: number, patch: Partial<StepText>): void
  /** Resolves with the new step. Positions count from 1. */
  addStep(position: number, text: StepText): Promise<Step>
  removeStep(stepId: number): Promise<void>
  /** Puts a step at another place; `index` counts from 0. */
  moveStep(stepId: number, index: number): Promise<void>
  /** Keeps what is not saved for the next time this campaign is opened here. */
  keepText(): void
  keepMine(): void
  takeTheirs(): void
  stop(): void
}

export const settingsKey = 'campaign'
export const stepKey = (id: number): string => `step:${id}`

/** The campaign as the page shows it: with what is typed and not saved yet. */
export function shown(base: DraftSnapshot, unsaved: ReadonlyMap<string, Patch>): DraftSnapshot {
  return {
    campaign: { ...base.campaign, ...unsaved.get(settingsKey) },
    steps: base.steps.map((step) => {
      const patch = unsaved.get(stepKey(step.id))
      return patch ? { ...step, ...patch } : step
    }),
  }
}

/** What is typed under a key, as a change to ask about; null for a step that is gone. */
export function plannedChangeOf(key: string, patch: Patch): PlannedChange {
  if (key === settingsKey) return { kind: 'settings', ...(patch as Partial<Settings>) }
  return { kind: 'editStep', stepId: Number(key.slice(stepKey(0).length - 1)), step: patch as Partial<StepText> }
}

export function createDraft(client: Client, id: number, timers: Timers, place: KeepingPlace): Draft {
  const store = createStore<DraftState>(() => ({ base: null, problem: null, conflict: null }))
  const autosave = createAutosave({
    save,
    classify: (error) => {
      if (newerVersionIn(error) !== null) return 'stale'
      return ['BAD_REQUEST', 'CONFLICT', 'PRECONDITION_FAILED'].includes(toProblem(error).code) ? 'refused' : 'failed'
    },
    automatic: () => store.getState().base?.campaign.status === 'draft',
    timers,
  })
  const refresh = createCoalescer(read, 250, timers)
  /** Heard of while something was not saved: read once it is. */
  let behind = false
  const unfollow = autosave.store.subscribe((state) => {
    if (state.phase === 'stale' && !store.getState().conflict) void askTheirs()
    if (state.phase !== 'idle' || state.unsaved.size > 0) return
    place.forget()
    if (behind) refresh.ask()
  })

  function base(): DraftSnapshot {
    const { base } = store.getState()
    if (!base) throw new Error('the campaign is not read yet')
    return base
  }

  async function snapshot(): Promise<DraftSnapshot> {
    for (let tries = 0; ; tries++) {
      const [campaign, steps] = await Promise.all([client.campaigns.get({ id }), client.sequences.list({ id })])
      // Read in two questions: a change between them shows in the version.
      if (tries === 5 || steps.every((step) => step.campaignVersion === campaign.version)) return { campaign, steps }
    }
  }

  async function read(): Promise<void> {
    try {
      behind = false
      const found = await snapshot()
      const before = store.getState().base
      const { phase, unsaved } = autosave.store.getState()
      const busy = phase === 'saving' || phase === 'stale' || unsaved.size > 0
      if (before && busy && found.campaign.version !== before.campaign.version) {
        behind = true
        return
      }
      // An answer that was asked for before the last save, and tells of the time before it.
      if (before && found.campaign.version < before.campaign.version) return
      store.setState({ base: reuse(before, found), problem: null })
      if (!before) takeUp(found)
    } catch (error) {
      store.setState({ problem: toProblem(error) })
    }
  }

  /**
   * Goes on with what was typed and not saved the last time, on what it was typed on: where that is older than what the
   * engine has, the next save finds out, and a person decides.
   */
  function takeUp(found: DraftSnapshot): void {
    const kept = place.read()
    const before = kept?.base as DraftSnapshot | undefined
    const unsaved = kept?.unsaved.filter(([key]) => key === settingsKey || before?.steps?.some((step) => stepKey(step.id) === key)) ?? []
    if (unsaved.length === 0 || before?.campaign?.id !== id || before.campaign.createdAt !== found.campaign.createdAt) {
      place.forget()
      return
    }
    if (before.campaign.version !== found.campaign.version) store.setState({ base: before })
    for (const [key, patch] of unsaved) autosave.edit(key, patch)
  }

  async function askTheirs(): Promise<void> {
    try {
      const theirs = await snapshot()
      if (autosave.store.getState().phase !== 'stale') return
      const before = base()
      // Nothing was changed that is shown here, e.g. only by this very window before it was closed: no question.
      if (differences(before, theirs).length === 0) {
        store.setState({ base: theirs })
        autosave.resume()
      } else store.setState({ conflict: { theirs, before } })
    } catch {
      timers.after(2_000, () => autosave.store.getState().phase === 'stale' && void askTheirs())
    }
  }

  async function save(key: string, patch: Patch): Promise<void> {
    const { version } = base().campaign
    if (key === settingsKey) {
      const campaign = await client.campaigns.update({ id, version, ...(patch as Partial<Settings>) })
      store.setState({ base: { ...base(), campaign: { ...base().campaign, ...campaign } } })
      return
    }
    const stepId = base().steps.find((step) => stepKey(step.id) === key)?.id
    // Deleted meanwhile, here or there: nothing is left to save.
    if (stepId === undefined) return
    const step = await client.sequences.update({ id, step: stepId, version, ...(patch as Partial<StepText>) })
    setSteps(
      base().steps.map((one) => (one.id === step.id ? step : one)),
      step.campaignVersion,
    )
  }

  function setSteps(steps: Step[], version: number): void {
    const { campaign } = base()
    store.setState({ base: { campaign: { ...campaign, version, stepCount: steps.length }, steps } })
  }

  async function addStepNow(position: number, text: StepText): Promise<Step> {
    const { subject, body, delayDays, delayHours } = text
    const { version } = base().campaign
    const step = await client.sequences.add({ id, version, position, subject, body, delayDays, delayHours })
    const others = base().steps
    setSteps(numbered([...others.slice(0, step.position - 1), step, ...others.slice(step.position - 1)]), step.campaignVersion)
    return step
  }

  return {
    store,
    autosave,
    touch: () => refresh.ask(),
    editSettings: (patch) => autosave.edit(settingsKey, patch),
    editStep: (stepId, patch) => autosave.edit(stepKey(stepId), patch),
    addStep: (position, text) => autosave.run(() => addStepNow(position, text)),
    removeStep: (stepId) =>
      autosave.run(async () => {
        const { campaignVersion } = await client.sequences.remove({ id, step: stepId, version: base().campaign.version })
        autosave.drop(stepKey(stepId))
        setSteps(numbered(base().steps.filter((step) => step.id !== stepId)), campaignVersion)
      }),
    moveStep: async (stepId, index) => {
      const before = base().steps
      // Shown at its new place at once; put back where that is refused.
      setSteps(moved(before, stepId, index), base().campaign.version)
      try {
        await autosave.run(async () => {
          const stepIds = moved(base().steps, stepId, index).map((step) => step.id)
          const steps = await client.sequences.reorder({ id, version: base().campaign.version, stepIds })
          setSteps(steps, steps[0]?.campaignVersion ?? base().campaign.version)
        })
      } catch (error) {
        if (!(error instanceof GivenUp)) setSteps(before, base().campaign.version)
        throw error
      }
    },
    keepText() {
      const { unsaved } = autosave.store.getState()
      if (unsaved.size > 0) place.keep({ base: base(), unsaved: [...unsaved] })
    },
    keepMine() {
      const { conflict } = store.getState()
      if (!conflict) return
      const { theirs, before } = conflict
      store.setState({ base: theirs, conflict: null })
      for (const step of before.steps) {
        const patch = autosave.store.getState().unsaved.get(stepKey(step.id))
        if (!patch || theirs.steps.some((one) => one.id === step.id)) continue
        // Deleted there, and written on here: it comes back with the text of here.
        autosave.drop(stepKey(step.id))
        void autosave.run(() => addStepNow(step.position, { ...step, ...patch })).catch(() => refresh.ask())
      }
      autosave.resume()
    },
    takeTheirs() {
      const { conflict } = store.getState()
      if (!conflict) return
      autosave.drop()
      place.forget()
      store.setState({ base: conflict.theirs, conflict: null })
      refresh.ask()
    },
    stop() {
      unfollow()
      refresh.stop()
      autosave.stop()
    },
  }
}

function moved(steps: Step[], stepId: number, index: number): Step[] {
  const one = steps.find((step) => step.id === stepId)
  if (!one) return steps
  const rest = steps.filter((step) => step !== one)
  return numbered([...rest.slice(0, index), one, ...rest.slice(index)])
}

function numbered(steps: Step[]): Step[] {
  return steps.map((step, index) => (step.position === index + 1 ? step : { ...step, position: index + 1 }))
}
