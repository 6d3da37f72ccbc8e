import { contextBridge, ipcRenderer } from 'electron'
import { isPlace, type Place } from '../shared/place.ts'

// All that a page learns about the desktop: that it is there.
contextBridge.exposeInMainWorld('campaignDesk', { host: 'desktop' })

// A page that says it is ready, and for which place, gets one end of a new channel; the other goes to the engine of that
// place. Ports cannot pass the
// context bridge, so it travels by the window's own messages, as Electron's documentation describes.
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isReady(event.data)) return
  const { place } = event.data
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('engine:connect', place, [port1])
  window.postMessage({ type: 'campaign-desk:port', place }, window.location.origin, [port2])
})

function isReady(data: unknown): data is { place: Place } {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('place' in data)) return false
  return data.type === 'campaign-desk:ready' && isPlace(data.place)
}
