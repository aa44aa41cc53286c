using System.Buffers;
using System.Collections.Generic;
using System.Text;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions.Protocol
{
    /// <summary>One frame of every type, with every member set, and some with the optional ones left out.</summary>
    internal static class FrameSamples
    {
        private static readonly SignalRoute ToBob = SignalRoute.ToPlayer("bob", "link-1");
        private static readonly SignalRoute FromBob = SignalRoute.FromPlayer("bob", "link-1");

        private static readonly Dictionary<string, string> Properties = new Dictionary<string, string> { ["map"] = "dunes", ["mode"] = "ünïcode 🎲 \"quoted\"" };

        private static readonly IceServer[] Relays = { new IceServer(new[] { "stun:192.0.2.1:3478" }), new IceServer(new[] { "turn:192.0.2.1" }, "1790000000:ann", "credential", "realm", "nonce") };

        public static IEnumerable<Frame> All()
        {
            var ann = new PlayerDescription("Ann", Properties);
            yield return new HelloFrame(1, "test/1.0");
            yield return new HelloFrame();
            yield return new WelcomeFrame("ann", new ConnectionRules { HeartbeatMilliseconds = 1, FrameBurst = 7 }, new[] { new IceServer(new[] { "stun:192.0.2.1:3478" }), new IceServer(new[] { "turn:192.0.2.1", "turns:192.0.2.1" }, "user", "credential") }, 1_790_000_000_000);
            yield return new WelcomeFrame("ann", new ConnectionRules(), new IceServer[0], 0);
            yield return new PingFrame(ProtocolLimits.MaxInteger);
            yield return new PingFrame(1, 17);
            yield return new PongFrame(0, 1_790_000_000_000);
            yield return new PongFrame(0, 1_790_000_000_000, 0);
            yield return new ErrorFrame(ErrorCode.LobbyFull, "Full.", 3, true, "link-1");
            yield return new ErrorFrame("aCodeOfTomorrow", "Something new.");
            yield return new CreateLobbyFrame(1, "Friday night", 4, true, ann, Properties);
            yield return new CreateLobbyFrame(2, "", 1, false, new PlayerDescription(""));
            yield return new JoinLobbyByCodeFrame(3, "abc-def", ann);
            yield return new JoinLobbyByIdFrame(4, "lobby", ann);
            yield return new LeaveLobbyFrame(5);
            yield return new DeleteLobbyFrame(6);
            yield return new LobbyJoinedFrame(7, Lobby(ann));
            yield return new LobbyJoinedFrame(7, Lobby(ann), "token", Relays);
            yield return new ResumeLobbyFrame(8, "lobby", "token", 0);
            yield return new LobbyResumedFrame(8, "ann", ProtocolLimits.MaxInteger, Lobby(ann));
            yield return new LobbyResumedFrame(8, "ann", 0, Lobby(ann), Relays);
            yield return new LobbyLeftFrame(8);
            yield return new LobbyDeletedFrame(9, "The host deleted it.", 6);
            yield return new LobbyDeletedFrame(9, "The host deleted it.");
            yield return new PlayerJoinedFrame(10, new PlayerSnapshot("bob", 1, new PlayerDescription("Bob")));
            yield return new PlayerLeftFrame(11, "bob", LeaveReason.Left);
            yield return new PlayerLeftFrame(12, "bob", LeaveReason.Lost);
            yield return new PlayerPresenceFrame(13, "bob", PlayerPresence.Connected);
            yield return new PlayerPresenceFrame(14, "bob", PlayerPresence.Suspect);
            yield return new HostChangedFrame(15, "bob");
            yield return new OfferFrame(ToBob, "v=0\r\n");
            yield return new OfferFrame(FromBob, "v=0\r\n");
            yield return new AnswerFrame(ToBob, "v=0\r\na=ice-pwd:a+/b\r\n");
            yield return new AnswerFrame(FromBob, "v=0\r\n");
            yield return new CandidateFrame(ToBob, "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host");
            yield return new CandidateFrame(FromBob, "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host");
            yield return new EndOfCandidatesFrame(ToBob);
            yield return new EndOfCandidatesFrame(FromBob);
            yield return new LinkFailedFrame(ToBob, "ice", "No path was found.");
            yield return new LinkFailedFrame(FromBob, "ice", "No path was found.");
            yield return new LinkEndedFrame(ToBob);
            yield return new LinkEndedFrame(FromBob);
            yield return new RestartLinkFrame(ToBob);
            yield return new RestartLinkFrame(SignalRoute.FromPlayer("bob", "link-1", 3));
            yield return new OfferFrame(SignalRoute.ToPlayer("bob", "link-1", ProtocolLimits.MaxInteger), "v=0\r\n");
        }

        public static byte[] Bytes(Frame frame)
        {
            var buffer = new ArrayBufferWriter<byte>();
            frame.WriteTo(buffer);
            return buffer.WrittenSpan.ToArray();
        }

        public static string Text(Frame frame) => Encoding.UTF8.GetString(Bytes(frame));

        private static LobbySnapshot Lobby(PlayerDescription ann) => new LobbySnapshot(
            "lobby", "ABC234", "ann", 4, 17, new[] { new PlayerSnapshot("ann", 0, ann), new PlayerSnapshot("bob", 3, new PlayerDescription("Bob"), PlayerPresence.Suspect) })
        {
            Name = "Friday night",
            IsPrivate = true,
            IsLocked = true,
            Properties = Properties,
        };
    }
}
