/** The text of a policy that is in no data set. */
export const OWN_POLICY = `Policy L1-Bazu

Look at the image.

# Condition 1
If there is a cyan object in the image, respond with Case 3.
Otherwise, respond with Case 7.
`;
