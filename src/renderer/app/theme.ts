import { Button, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Neutral greys, without the blue of Mantine's own. */
const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#ebebed',
  '#e0e0e3',
  '#d0d0d5',
  '#a5a5ad',
  '#80808a',
  '#5f5f68',
  '#3b3b42',
  '#1d1d21',
]

const dark: MantineColorsTuple = [
  '#ececef',
  '#b9b9c1',
  '#9c9ca6',
  '#6c6c76',
  '#3a3a41',
  '#2c2c32',
  '#232328',
  '#18181b',
  '#131316',
  '#0e0e10',
]

/** The one accent. Shades 6 (light) and 5 (dark) carry white text at 4.5:1 and more. */
const indigo: MantineColorsTuple = [
  '#eef0ff',
  '#dfe2ff',
  '#c0c6fd',
  '#9ea6f9',
  '#8188f3',
  '#5f63e0',
  '#5155d6',
  '#4448bd',
  '#383b9c',
  '#2d307d',
]

const sans =
  "'Inter Digits', 'Inter Variable', Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"

function withOwnScrolling(...names: string[]): Record<string, { defaultProps: { withScrollArea: boolean } }> {
  return Object.fromEntries(names.map((name) => [name, { defaultProps: { withScrollArea: false } }]))
}

export const theme = createTheme({
  colors: { gray, dark, indigo },
  primaryColor: 'indigo',
  primaryShade: { light: 6, dark: 5 },
  white: '#ffffff',
  black: '#1d1d21',
  fontFamily: sans,
  headings: { fontFamily: sans, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '18px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  respectReducedMotion: true,
  cursorType: 'default',
  components: {
    Button: Button.extend({ styles: { label: { fontWeight: 500 } } }),
    // By name alone: their code is loaded where they are used.
    // What floats over a page belongs to it: it is drawn inside the page's landmark.
    Popover: { defaultProps: { portalProps: { target: '#page' } } },
    // A menu opens with its first item in focus, not with a focusable part that is no item.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // The list scrolls by itself (styles/styles.css); an area around it would scroll without being reachable.
    ...withOwnScrolling('Autocomplete', 'MultiSelect', 'Select', 'TagsInput'),
  },
})
