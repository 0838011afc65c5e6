/** Reads QR codes from the phone's camera: the browser's own detector, else one that comes with the product. */

export type Reading = (video: HTMLVideoElement) => Promise<string | null>

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats?: () => Promise<string[]> }

/** Whether this page may ask for the camera at all: browsers allow it on secure pages only. */
export function mayUseCamera(): boolean {
  return window.isSecureContext && !!navigator.mediaDevices?.getUserMedia
}

/** Return what reads one frame. */
export async function makeReader(): Promise<Reading> {
  return (await ownReader()) ?? (await shippedReader())
}

async function ownReader(): Promise<Reading | null> {
  const known = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = (await known?.getSupportedFormats?.().catch(() => [])) ?? []
  if (!known || !formats.includes('qr_code')) return null
  const detector = new known({ formats: ['qr_code'] })
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null
}

const LONGEST_SIDE = 640

async function shippedReader(): Promise<Reading> {
  const { default: decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  return (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1))
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale))
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale))
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    try {
      return Promise.resolve(decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)) as string)
    } catch {
      return Promise.resolve(null) // no code in this frame
    }
  }
}
