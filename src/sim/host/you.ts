/** Where the learner is at home on the host, and who the learner is there. */
export const home = '/home/you'
export const you = { uid: 1000, gid: 1000, groups: [1000, 988] }
