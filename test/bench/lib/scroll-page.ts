/** What runs inside the page that is scrolled. */

export interface Watched {
  frames: number
  /** Of the frames that the display would have shown. */
  droppedPercent: number
  /** The same by what was done. */
  phases: Record<string, number>
  /** Elements in the page, at most. */
  nodes: number
  longestTaskMs: number
  /** Of the frames, those with a row in view that was still to come. */
  emptyPercent: number
  /** As far as the browser scrolled, in pixels. */
  farthest: number
}

interface Watching {
  times: number[]
  /** What was done from which frame on. */
  phases: { name: string; from: number }[]
  nodes: number
  longestTaskMs: number
  empty: number
  farthest: number
}

/** Begins to count, in the page. */
export function startWatching(selector: string): void {
  const watching: Watching = { times: [], phases: [], nodes: 0, longestTaskMs: 0, empty: 0, farthest: 0 }
  Object.assign(window, { watching })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watching.longestTaskMs = Math.max(watching.longestTaskMs, duration)
  }).observe({ type: 'longtask' })
  const scroll = document.querySelector(selector)
  const frame = (now: number) => {
    watching.times.push(now)
    watching.farthest = Math.max(watching.farthest, scroll?.scrollTop ?? 0)
    if (watching.times.length % 10 === 0) watching.nodes = Math.max(watching.nodes, document.getElementsByTagName('*').length)
    if (document.querySelector('.row-skeleton')) watching.empty += 1
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

/** Says what is done from now on, in the page. */
export function nextPhase(name: string): void {
  const { times, phases } = (window as unknown as { watching: Watching }).watching
  phases.push({ name, from: times.length })
}

/** What was counted, in the page. A display of 60 frames a second is what it is held against. */
export function watched(): Watched {
  const { times, phases, nodes, longestTaskMs, empty, farthest } = (window as unknown as { watching: Watching }).watching
  const frameMs = 1000 / 60
  const droppedIn = (part: number[]) => {
    const gaps = part.slice(1).map((time, at) => time - (part[at] ?? time))
    const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0)
    return (100 * dropped) / Math.max(1, gaps.length + dropped)
  }
  return {
    frames: times.length,
    droppedPercent: droppedIn(times),
    phases: Object.fromEntries(phases.map(({ name, from }, at) => [name, droppedIn(times.slice(from, phases[at + 1]?.from))])),
    nodes,
    longestTaskMs,
    emptyPercent: (100 * empty) / Math.max(1, times.length),
    farthest,
  }
}

/** A page with as many rows of eight cells, of which only those in view are there, and nothing behind them. */
export function plainList(rows: number): string {
  return `<!doctype html><style>
    body { margin: 0; font: 13px sans-serif } #scroll { height: 600px; overflow: auto; margin: 80px 24px } #tall { position: relative; overflow: clip }
    #rows { position: absolute; left: 0; right: 0 } .row { display: flex; height: 36px; line-height: 36px } .row span { flex: 1 }
  </style><div id=scroll tabindex=-1><div id=tall><div id=rows></div></div></div><script>
    const scroll = document.getElementById('scroll'), box = document.getElementById('rows')
    const content = ${rows} * 36, height = Math.min(content, 4000000)
    document.getElementById('tall').style.height = height + 'px'
    let drawn = -1
    function draw() {
      const part = scroll.scrollTop / (height - 600), first = Math.max(0, Math.floor((part * (content - 600)) / 36) - 8)
      if (first === drawn) return
      drawn = first
      box.style.top = scroll.scrollTop - 8 * 36 + 'px'
      let html = ''
      for (let i = first; i < first + 33; i++) html += '<div class=row>' + ('<span>' + i + '</span>').repeat(8) + '</div>'
      box.innerHTML = html
    }
    scroll.addEventListener('scroll', draw, { passive: true })
    draw()
  </script>`
}
