/** English texts of rooms that were there before campus: what keeps one from being taken over. */
import type { adoptedRoomsFr } from "../fr/adopted-rooms.ts";

export const adoptedRoomsEn: Readonly<Record<keyof typeof adoptedRoomsFr, string>> = {
  "adopt-place-taken":
    "Room {roomId} can't be adopted as {subject}: campus manages one in that place already. Adopt it for another place, or end this decision: campus decide end room-adoption {roomId}.",
  "adopt-place-claimed":
    "{roomId} is not adopted as {subject}: several rooms were decided for that place. End the decisions that are too many with campus decide end room-adoption.",
  "adopt-place-none":
    "{roomId} is not adopted as {subject}: policy has no room there (a structure that is unknown, closed, outside or without a space; an unknown template or rule).",
  "adopt-room-missing": "{roomId}, to be adopted as {subject}, doesn't exist on this server: correct the decision or end it.",
  "adopt-room-replaced":
    "{roomId} is not adopted as {subject}: it was replaced by {by}. Adopt the new one, or leave the former one as it is.",
  "adopt-room-is-space": "{roomId} is not adopted as {subject}: it is a space, and a room is wanted in that place.",
  "adopt-room-is-no-space": "{roomId} is not adopted as {subject}: it is a room, and a space is wanted in that place.",
  "adopt-room-version":
    "{roomId} is not adopted as {subject}: its version ({version}) is none that campus can manage (9 to 12). Have it upgraded in Element (/upgraderoom 11), then adopt the new room.",
  "adopt-room-encrypted":
    "{roomId} is not adopted as {subject}: it is encrypted, which can't be undone, and new members would read nothing of it. Leave it to its members.",
  "adopt-room-federated":
    "{roomId} is not adopted as {subject}: it is shared with other servers ({servers}). Leave it as it is, or have their members leave.",
  "adopt-room-without-administrator":
    "{roomId} is not adopted as {subject}: nobody of this server has level 100 there any more to give to Agent Smith. Leave it as it is; campus makes a new one once this decision is ended.",
  "adopt-room-differs":
    "Adopted room {subject}: {setting@setting} is not what policy says[, found “{found}”][, expected “{expected}”]. Nothing is changed there in this pass; then policy.drift decides.",
};
