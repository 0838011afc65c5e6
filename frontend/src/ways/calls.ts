/** What the screens ask of the service about ways over the roads. */
import { api, unwrap } from '@/api/client'
import type { Point, PolygonArea, Route, VehicleClass } from '@/api/models'

export interface Question {
  from: Point
  to: Point
  vehicle: VehicleClass
  avoidHazards: boolean
  avoidArea: PolygonArea | null
}

/** The quickest way and two others, round what is to be avoided. */
export const findRoute = ({ from, to, vehicle, avoidHazards, avoidArea }: Question): Promise<Route> =>
  unwrap(
    api.GET('/api/route', {
      params: {
        query: {
          from_lon: from.lon, from_lat: from.lat, to_lon: to.lon, to_lat: to.lat, vehicle, alternatives: 2,
          avoid: avoidHazards ? ['hazards'] : [],
          avoid_area: avoidArea ? JSON.stringify(avoidArea) : undefined,
        },
      },
    }),
  )

/** The way that an order's team drives. */
export const orderWay = (order_id: string): Promise<Route> => unwrap(api.GET('/api/orders/{order_id}/way', { params: { path: { order_id } } }))
