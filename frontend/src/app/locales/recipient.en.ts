/** English words of whom an order goes to, and of teams that are to be called first. */
export default {
  told: 'Told',
  noName: 'no name on record',
  role: { duty: 'on duty', leader: 'leader', keeper: 'keeper' },
  offDuty: 'off duty',
  call: 'the phone does not ring: call',
  nobody: 'Nobody is on record: tell them yourself',
  callFirst: 'Call first: not vouched for in {days} {days|day|days}, turnout counted {minutes} min longer',
  grade: 'Grade asked for',
  anyGrade: 'any',
  gradeOne: 'grade 1',
  gradeUp: 'grade {n} or higher',
  gradeOf: 'grade {n}',
  ownOffDuty: 'Your team is not on duty ({why}): new orders do not ring. Report below when you are back.',
}
