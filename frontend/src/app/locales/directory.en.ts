/** English words of facilities, experts and rough positions in lists. */
export default {
  approximate: 'rough',
  approximateHint: 'Its list had no coordinates: it was placed by its address. The mark goes when somebody gives its position.',
  facilities: 'Facilities',
  experts: 'Experts',
  facility: { kind: 'Kind', name: 'Name', capacity: 'Capacity', free: 'Free', all: 'All kinds', phone: 'Phone', address: 'Address' },
  edit: 'Edit “{name}”',
  kind: { hospital: 'Hospital', shelter: 'Shelter', school: 'School', other: 'Other' },
  expert: {
    name: 'Name', expertise: 'Field', organisation: 'Unit', post: 'Post', phone: 'Phone', county: 'Jurisdiction', confirmedAt: 'Confirmed at',
    search: 'Field, name or unit; several words parted by spaces',
    privacy: 'Personal data, for emergency duty in your own area only.',
    none: 'No experts yet. Choose “Experts” under “Import a list” and send the list your office keeps.',
  },
}
