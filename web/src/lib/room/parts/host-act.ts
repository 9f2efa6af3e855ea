/** What a host can do to one person; each is an event of the protocol that takes `{participant}`. */
export type HostAct = 'mute' | 'stopCamera' | 'lowerHand' | 'makeHost' | 'toLobby' | 'remove';
