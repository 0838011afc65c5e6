/** A place that somebody pointed at before the report form was open. */
import { shallowRef } from 'vue'

import type { Point } from '@/api/models'

export const wantedPlace = shallowRef<(Point & { name: string }) | null>(null)
