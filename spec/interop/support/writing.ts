/** Whether what is committed is written, in place of being compared. */
export const writing = process.env.MDCTX_INTEROP_WRITE === '1';
