/** A photo made small on the phone: scaled down, turned upright, and freed of everything that is not picture. */

export const MOST_SIDE_PX = 1600
export const MOST_BYTES = 400_000
const QUALITIES = [0.82, 0.7, 0.58, 0.46]
const SHRINK = 0.75
const SMALLEST_SIDE_PX = 320

export interface Size {
  width: number
  height: number
}

/** Return the size within a longest side; a smaller picture stays as it is. */
export function within(size: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(size.width, size.height))
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) }
}

/** Return what to try one after the other until the file is small enough: first quality, then size. */
export function attempts(size: Size): { size: Size; quality: number }[] {
  const tries: { size: Size; quality: number }[] = []
  for (let side = MOST_SIDE_PX; side >= SMALLEST_SIDE_PX; side = Math.round(side * SHRINK)) {
    for (const quality of QUALITIES) tries.push({ size: within(size, side), quality })
  }
  return tries
}

export class UnreadablePhoto extends Error {}

/** Draw the file anew as a JPEG of at most 1600 px and 400 KB: places, owners and comments in it are gone. */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!picture) throw new UnreadablePhoto()
  try {
    let last: Blob | null = null
    for (const { size, quality } of attempts(picture)) {
      last = await drawn(picture, size, quality)
      if (last && last.size <= MOST_BYTES) return last
    }
    if (!last) throw new UnreadablePhoto()
    return last
  } finally {
    picture.close()
  }
}

function drawn(picture: ImageBitmap, size: Size, quality: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  canvas.getContext('2d')?.drawImage(picture, 0, 0, size.width, size.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
}
