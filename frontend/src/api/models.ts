/** The wire shapes under the names the screens use. */
import type { Readable } from 'openapi-typescript-helpers'

import type { components } from './schema'

type S = Readable<components['schemas']>

export type Point = S['Point']
export type PlaceOnRoads = S['PlaceOnRoads']
export type Route = S['Route']
export type RouteStep = S['RouteStep']
export type VehicleClass = S['VehicleClass']
export type Way = S['Way']
export type PolygonArea = S['PolygonArea']
export type Incident = S['Incident']
export type IncidentIn = S['IncidentIn']
export type IncidentPatch = S['IncidentPatch']
export type LevelProposal = S['LevelProposal']
export type ReportStep = S['ReportStep']
export type Need = S['Need']
export type NeedIn = S['NeedIn']
export type Sitrep = S['Sitrep']
export type SitrepDraft = S['SitrepDraft']
export type SitrepIn = S['SitrepIn']
export type LogEntry = S['LogEntry']
export type HazardArea = S['HazardArea']
export type HazardSource = S['HazardSource']
export type Inside = S['Inside']
export type Substance = S['Substance']
export type PlanMatch = S['PlanMatch']
export type LevelPreview = S['LevelPreview']
export type Plan = S['Plan']
export type Activation = S['Activation']
export type ActivationIn = S['ActivationIn']
export type Task = S['Task']
export type Team = S['Team']
export type TeamPatch = S['TeamPatch']
export type Depot = S['Depot']
export type Lot = S['Lot']
export type StockMovement = S['StockMovement']
export type Facility = S['Facility']
export type Position = S['Position']
export type Capability = S['Capability']
export type Item = S['Item']
export type Place = S['Place']
export type Closure = S['Closure']
export type ClosureIn = S['ClosureIn']
export type Proposal = S['Proposal']
export type Pick = S['Pick']
export type Delivery = S['Delivery']
export type Shortfall = S['Shortfall']
export type Change = S['Change']
export type Difference = S['Difference']
export type Reason = S['Reason']
export type Steering = S['Steering']
export type SteeringIn = S['SteeringIn']
export type Policy = S['Policy']
export type PolicyDocument = S['PolicyDocument']
export type CoverStandard = S['CoverStandard']
export type CoverStandardIn = S['CoverStandardIn']
export type CoverageAnswer = S['CoverageAnswer']
export type CoverageSide = S['CoverageSide']
export type CoverageGap = S['CoverageGap']
export type DistrictCoverage = S['DistrictCoverage']
export type DepartureList = S['DepartureList']
export type MoveList = S['MoveList']
export type CoverMove = S['Move']
export type TeamInReach = S['TeamInReach']
export type Reached = S['Reached']
export type DriveTime = S['DriveTime']
export type Siting = S['Siting']
export type SitingIn = S['SitingIn']
export type VehicleClass = S['VehicleClass']
export type Order = S['Order']
export type Study = S['Study']
export type StudyIn = S['StudyIn']
export type VariantAnswer = S['VariantAnswer']
export type WhatIfAnswer = S['WhatIfAnswer']
export type WhyNotAnswer = S['WhyNotAnswer']
export type PolicyPoint = S['PolicyPoint']
export type ConfidenceAnswer = S['ConfidenceAnswer']
export type StudyChange = S['StudyChange']
export type Promoted = S['Promoted']
export type StudyEdit = S['WhatIfIn']['variants'][number]['edits'][number]
export type Snapshot = S['Snapshot']
export type Me = S['Me']
export type Settings = S['SiteSettings']
export type IncidentKind = S['IncidentKindEntry']

export interface Page<T> {
  rows: T[]
  total: number
  next_offset: number | null
}

/** One row of the event feed: its head, and the full read model under its noun. */
export type EventOut = {
  seq: number
  at: string
  kind: string
  incident_id: string | null
  actor_id: string | null
  actor_name: string | null
} & Record<string, unknown>
