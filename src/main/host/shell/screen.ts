/** What a person may do on a screen that stands in for the page. */
export const screenActions = ['retry', 'folder', 'logs', 'quit'] as const
export type ScreenAction = (typeof screenActions)[number]

/** A plain page of words, shown where the interface itself cannot be. */
export interface Screen {
  title: string
  /** One paragraph each; empty ones are left out. */
  text: string[]
  /** The first is the one that Enter takes. */
  actions: ScreenAction[]
}

const labels: Record<ScreenAction, string> = {
  retry: 'Try again',
  folder: 'Open the folder',
  logs: 'Open the logs',
  quit: 'Quit',
}

const actionPath = '/screen/'
export const screenPath = `${actionPath}words`

/** The action whose link was followed; null for every other address. The page runs no script: its buttons are links. */
export function actionOf(url: string, origin: string): ScreenAction | null {
  const prefix = `${origin}${actionPath}`
  if (!url.startsWith(prefix)) return null
  return screenActions.find((action) => action === url.slice(prefix.length)) ?? null
}

/** The screen as an HTML document without scripts, good under the strict policy of every page of ours. */
export function screenHtml({ title, text, actions }: Screen): string {
  const paragraphs = text.filter((it) => it !== '').map((it) => `<p>${escaped(it)}</p>`)
  const links = actions.map(
    (action, index) => `<a${index === 0 ? ' class="first" autofocus' : ''} href="${actionPath}${action}">${labels[action]}</a>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Campaign Desk</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${paragraphs.join('\n')}
${links.length > 0 ? `<nav aria-label="What you can do">${links.join('\n')}</nav>` : ''}
</main>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

const css = `
:root { color-scheme: light dark; --page: #fbfbfc; --line: #d0d0d5; --ink: #1d1d21; --ink-2: #5c5c66; --accent: #5155d6; --on-accent: #fff }
@media (prefers-color-scheme: dark) {
  :root { --page: #121214; --line: #3a3a41; --ink: #ececef; --ink-2: #a3a3ad; --accent: #9ea6f9; --on-accent: #121214 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif }
main { width: min(560px, 100vw); padding: 40px 32px }
h1 { margin: 0 0 12px; font-size: 20px; line-height: 1.3; font-weight: 600; letter-spacing: -.01em }
p { margin: 0 0 8px; color: var(--ink-2); overflow-wrap: anywhere }
p:first-of-type { color: var(--ink) }
nav { margin-top: 24px; display: flex; flex-wrap: wrap; gap: 8px }
a { padding: 7px 14px; border: 1px solid var(--line); border-radius: 8px; color: var(--ink); text-decoration: none; font-weight: 500 }
a.first { border-color: var(--accent); background: var(--accent); color: var(--on-accent) }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`
