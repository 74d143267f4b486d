/** What PEFT puts before the names of the network it wraps. */
export const prefix = 'base_model.model.';
