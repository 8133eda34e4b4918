// Phone numbers as people write them.

const RUSSIAN = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/;

/** A Russian one in groups; others, and what is no number, as they are. */
export const shownPhone = (phone: string): string => phone.replace(RUSSIAN, "+7 $1 $2-$3-$4");
