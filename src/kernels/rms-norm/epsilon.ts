/** Added to the mean square before the root. */
export const RMS_NORM_EPSILON = 1e-5;
