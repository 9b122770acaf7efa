/** The most that one grant of account credit may be, or one use of a promotion code, in the currency's own unit. */
export const MOST_CREDIT = 200;
