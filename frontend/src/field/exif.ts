/** Reads where a photo was taken out of its head (EXIF 2.3, tag GPS IFD); everything else in it is left alone. */
import type { Point } from '@/api/models'

const GPS_IFD = 0x8825
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4]
const HEAD_BYTES = 256 * 1024

class Tiff {
  private readonly little: boolean
  constructor(private readonly view: DataView, private readonly start: number) {
    this.little = view.getUint16(start) === 0x4949
  }

  private short(at: number): number {
    return this.view.getUint16(this.start + at, this.little)
  }

  private long(at: number): number {
    return this.view.getUint32(this.start + at, this.little)
  }

  get first(): number {
    return this.long(4)
  }

  /** The place of the value of a tag in a directory, or null. */
  entry(directory: number, tag: number): number | null {
    const count = this.short(directory)
    for (let i = 0; i < count; i++) if (this.short(directory + 2 + 12 * i) === tag) return directory + 10 + 12 * i
    return null
  }

  pointer(at: number): number {
    return this.long(at)
  }

  letter(at: number): string {
    return String.fromCharCode(this.view.getUint8(this.start + at))
  }

  /** Degrees, minutes and seconds as three fractions. */
  degrees(at: number): number {
    const place = this.long(at)
    const part = (i: number) => this.long(place + 8 * i) / this.long(place + 8 * i + 4)
    return part(0) + part(1) / 60 + part(2) / 3600
  }
}

/** Return where the TIFF part of a JPEG's EXIF begins, or null. */
function exifStart(view: DataView): number | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return null
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10
  }
  return null
}

/** Return the position written in the head of a JPEG, or null where there is none that can be right. */
export function placeIn(head: ArrayBuffer): Point | null {
  try {
    const view = new DataView(head)
    const start = exifStart(view)
    if (start === null) return null
    const tiff = new Tiff(view, start)
    const gps = tiff.entry(tiff.first, GPS_IFD)
    if (gps === null) return null
    const [latRef, lat, lonRef, lon] = [LAT_REF, LAT, LON_REF, LON].map((tag) => tiff.entry(tiff.pointer(gps), tag!))
    if (latRef == null || lat == null || lonRef == null || lon == null) return null
    const at = { lon: tiff.degrees(lon) * (tiff.letter(lonRef) === 'W' ? -1 : 1), lat: tiff.degrees(lat) * (tiff.letter(latRef) === 'S' ? -1 : 1) }
    const real = Number.isFinite(at.lon) && Number.isFinite(at.lat) && Math.abs(at.lon) <= 180 && Math.abs(at.lat) <= 90 && (at.lon !== 0 || at.lat !== 0)
    return real ? at : null
  } catch {
    return null
  }
}

/** Return where a photo says that it was taken. */
export const placeOf = async (file: Blob): Promise<Point | null> => placeIn(await file.slice(0, HEAD_BYTES).arrayBuffer())
