/** Words of injects: the director's console, what players are told, the observers' sheets. */
export default {
  told: {
    title: 'Injects', open: 'Injects', unread: '{n} unread', none: 'You have been told nothing yet.', fresh: 'New inject', mark: 'Read', understood: 'Understood', isRead: 'Read {at}', isUnderstood: 'Understood {at}', picture: 'Picture', show: 'Show the incident', all: 'Mark all as read',
  },
  doing: {
    tell: '{sender}: {text}', report: 'Incident reported: {title} ({place})', correct: 'The situation changes: {known}', close_road: 'Road impassable: {title}', lose_teams: '{n} {n|team|teams} with “{capability}” {n|drops|drop} out: {reason}', lose_stock: '{percent}% of {item} lost: {reason}', set_weather: 'Weather: {weather} {title}',
  },
  kind: { tell: 'Said or phoned', report: 'Incident reported', correct: 'Situation changes', close_road: 'Road closed', lose_teams: 'Teams drop out', lose_stock: 'Stock lost', set_weather: 'Weather' },
  known: {
    title: 'name', description: 'description', position: 'position', place_name: 'place', priority: 'priority', level: 'level', facts: 'facts', deaths: 'dead', missing: 'missing', serious_injuries: 'severely injured', minor_injuries: 'slightly injured', trapped: 'trapped', exposed: 'exposed', loss_yuan: 'loss', substance_un: 'substance', spill: 'spill', container: 'container', wind_from_deg: 'wind direction', wind_speed_ms: 'wind speed',
  },
  state: { waiting: 'Waiting', given: 'Given', skipped: 'Skipped', failed: 'Not carried out' },
  to: { all: 'All players', hidden: 'Hidden' },
  expected: { waiting: 'Not yet', open: 'Open', met: 'Done', missed: 'Not done', by_observer: 'For an observer to judge', left: '{left} left', late: '{left} late' },
  board: {
    title: 'Director', clock: 'Exercise clock', elapsed: '{span} gone', of: 'of {span}', start: 'Start', pause: 'Pause', resume: 'Resume', end: 'End the exercise', speed: 'Speed', jumpNext: 'Jump to the next', ahead: '5 minutes ahead', noNext: 'Nothing next by the clock', next: 'Next in {left}',
    noLive: 'The clock is kept by the list of exercises of the live system: sign in there with an account that may direct exercises to control it.', trouble: 'What goes by itself met trouble', askEnd: 'End the exercise? Its clock stops for good and players can do nothing more. This cannot be undone.', askJump: 'Set the clock to {at}? It cannot be set back; what is due by then comes at once.',
    injects: 'Injects', waiting: '{n} waiting', given: '{n} given', failed: '{n} not carried out', now: 'now', byHand: 'By hand', onCondition: 'On conditions', after: 'After {inject}', nth: 'No. {n}',
    give: 'Give now', again: 'Try again', skip: 'Skip', delay: 'Put off', edit: 'Change', askSkip: 'Skip “{title}”? What waits for it counts from now.', askDelay: 'Put off by how many minutes?', made: 'Added', gave: 'Given', skipped: 'Skipped', delayed: 'Put off', changed: 'Changed', failedNow: 'Not carried out: {why}',
    readBy: '{read} of {all} read', notRead: 'not read', understood: 'understood', gaveBy: 'given by {name}', none: 'This exercise has no scenario; give injects of your own at any time.', loading: 'Reading the board…',
    players: 'Players', acts: 'Acts', last: 'Last', unread: 'Unread', noPlayers: 'Nobody has taken a seat yet.', evaluations: 'Evaluation', noEvaluations: 'Nothing noted yet.',
    keys: 'Space pause/resume · N jump to next · ↑↓ choose · G give · A new',
    add: 'New inject', list: 'List of injects', waitsFor: 'Waits for: {conditions}', over: 'It does not end by itself: once you end it, it can be scored and reported on.',
  },
  measure: { elapsed_s: 'time played', ordered: 'teams ordered', on_scene: 'teams on scene', unmet: 'needs unmet', reported: 'reports sent', acknowledged: 'orders acknowledged', controlled: 'scenes under control', trapped: 'people trapped' },
  form: {
    add: 'New inject', edit: 'Change the inject', kind: 'Kind', sender: 'Who says it', text: 'What', to: 'To', hidden: 'Hidden: it happens, players are not told', when: 'When', now: 'Now', inMinutes: 'In {n} {n|minute|minutes}', byHand: 'When I give it', expected: 'Expected (optional)', within: 'Within (minutes)',
    title: 'Name of the incident', kindOfIncident: 'Kind of incident', place: 'Place', lon: 'Longitude', lat: 'Latitude', incident: 'Incident', known: 'Change', reason: 'Why', radius: 'Radius (m)', capability: 'Capability', count: 'How many', item: 'Item code', percent: 'Per cent lost', weather: 'Weather', give: 'Give', keep: 'Save', cancel: 'Cancel', missing: 'Fill in: {field}',
  },
  sheet: {
    title: 'Evaluation sheet', lead: 'Note what you see by objective, expected action and legal aspect. Entries are corrected, never changed.', objective: 'Objectives', expected: 'Expected actions', aspect: 'Aspects', free: 'Other', rate: 'Rating', letters: 'P/S/M/U', points: 'Of 100', note: 'What you saw', notePlaceholder: 'What, when, who', photo: 'Photo', retake: 'Take again', remove: 'Remove the photo', save: 'Save', find: 'Make it a finding', found: 'Recorded as finding {number}; a task can be set', isFinding: 'Finding {number}', saved: 'Noted', correct: 'Correct', correcting: 'Correcting the entry of {at}', stop: 'Do not correct', corrected: 'Corrected', due: 'By {at}', after: 'After “{title}”', judged: { open: 'The system: still open', met: 'The system: done', missed: 'The system: not done' }, source: 'Basis: {source}', loading: 'Reading the sheet…', leaveSure: 'This line has words that are not noted yet. Leave all the same?', needs: 'Rate, write or take a photo', unreadable: 'This photo cannot be read', kept: 'No net: kept on this phone, sent by itself once there is one', unsent: 'To be sent', noted: '{n} of {all} rated',
  },
  rating: { P: 'Without challenges', S: 'With some challenges', M: 'With major challenges', U: 'Unable to be performed' },
}
