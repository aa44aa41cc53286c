using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Reads frames. Total: any bytes give a frame or an error, never an exception.</summary>
    internal static class FrameReader
    {
        private static readonly JsonReaderOptions ReaderOptions = new JsonReaderOptions { MaxDepth = ProtocolLimits.MaxDepth };

        /// <summary>Reads one whole frame.</summary>
        /// <param name="utf8">The payload of one WebSocket text message.</param>
        /// <param name="frame">The frame, if the result is true.</param>
        /// <param name="error">What to answer, if the result is false.</param>
        /// <param name="maxBytes">What the other side may send: clients less than the server, whose snapshots are larger.</param>
        public static bool TryRead(
            ReadOnlySpan<byte> utf8,
            [NotNullWhen(true)] out Frame? frame,
            [NotNullWhen(false)] out ProtocolError? error,
            int maxBytes = ProtocolLimits.MaxServerFrameBytes)
        {
            frame = null;
            error = null;
            if (utf8.Length > maxBytes)
            {
                error = new ProtocolError(ErrorCode.FrameTooLarge, "The frame has " + utf8.Length + " bytes: at most " + maxBytes + " are allowed.");
                return false;
            }

            try
            {
                var reader = new Utf8JsonReader(utf8, ReaderOptions);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                if (reader.Read()) throw new JsonException();
                return TryRead(document.RootElement, out frame, out error);
            }
            catch (JsonException e)
            {
                error = new ProtocolError(ErrorCode.MalformedFrame, "The frame is not JSON (RFC 8259), or nested deeper than " + ProtocolLimits.MaxDepth
                    + ": it stops making sense at byte " + (e.BytePositionInLine ?? 0) + " of line " + ((e.LineNumber ?? 0) + 1) + ".");
            }
            catch (InvalidOperationException)
            {
                error = new ProtocolError(ErrorCode.MalformedFrame, "The frame has text that is not UTF-8, or half of a surrogate pair: send whole characters.");
            }

            frame = null;
            return false;
        }

        private static bool TryRead(JsonElement root, out Frame? frame, out ProtocolError? error)
        {
            frame = null;
            error = null;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            {
                error = new ProtocolError(ErrorCode.MalformedFrame, "A frame is a JSON object whose member \"type\" is text: see the list of frames.");
                return false;
            }

            var members = new FrameMembers(root);
            Frame? read = Read(type.GetString()!, members);
            if (read != null && members.Error is null)
            {
                frame = read;
                return true;
            }

            // What the answer refers to is read apart from the frame's own rules: these may be what is wrong with it.
            long? id = ReadReference(root, out string? link);
            error = read is null
                ? new ProtocolError(ErrorCode.UnknownFrame, "The frame's \"type\" is none of version " + ProtocolLimits.Version + " of the protocol.", id, link)
                : new ProtocolError(ErrorCode.InvalidMember, "In " + read.Type + ", " + members.Error, id, link);
            return false;
        }

        private static long? ReadReference(JsonElement root, out string? link)
        {
            var members = new FrameMembers(root);
            link = members.OptionalText("link", ProtocolLimits.MaxIdLength);
            if (members.Error != null) link = null;
            members = new FrameMembers(root);
            long? id = members.OptionalInteger("id", 0, ProtocolLimits.MaxInteger);
            return members.Error is null ? id : null;
        }

        private static Frame? Read(string type, FrameMembers members) => type switch
        {
            FrameType.Hello => HelloFrame.Read(members),
            FrameType.Welcome => WelcomeFrame.Read(members),
            FrameType.Ping => PingFrame.Read(members),
            FrameType.Pong => PongFrame.Read(members),
            FrameType.Error => ErrorFrame.Read(members),
            FrameType.CreateLobby => CreateLobbyFrame.Read(members),
            FrameType.JoinLobbyByCode => JoinLobbyByCodeFrame.Read(members),
            FrameType.JoinLobbyById => JoinLobbyByIdFrame.Read(members),
            FrameType.ResumeLobby => ResumeLobbyFrame.Read(members),
            FrameType.LeaveLobby => LeaveLobbyFrame.Read(members),
            FrameType.DeleteLobby => DeleteLobbyFrame.Read(members),
            FrameType.LobbyJoined => LobbyJoinedFrame.Read(members),
            FrameType.LobbyResumed => LobbyResumedFrame.Read(members),
            FrameType.LobbyLeft => LobbyLeftFrame.Read(members),
            FrameType.LobbyDeleted => LobbyDeletedFrame.Read(members),
            FrameType.PlayerJoined => PlayerJoinedFrame.Read(members),
            FrameType.PlayerLeft => PlayerLeftFrame.Read(members),
            FrameType.PlayerPresence => PlayerPresenceFrame.Read(members),
            FrameType.HostChanged => HostChangedFrame.Read(members),
            FrameType.Offer => OfferFrame.Read(members),
            FrameType.Answer => AnswerFrame.Read(members),
            FrameType.Candidate => CandidateFrame.Read(members),
            FrameType.EndOfCandidates => EndOfCandidatesFrame.Read(members),
            FrameType.RestartLink => RestartLinkFrame.Read(members),
            FrameType.LinkFailed => LinkFailedFrame.Read(members),
            FrameType.LinkEnded => LinkEndedFrame.Read(members),
            _ => null,
        };
    }
}
