using System;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// A small lobby server in memory, for the client's side of the protocol in virtual time; the real one meets the client in the
    /// integration tests. It can be made to misbehave.
    /// </summary>
    internal sealed class VirtualLobbyServer
    {
        private readonly VirtualWorld _world;
        private readonly Dictionary<string, VirtualLobby> _lobbies = new Dictionary<string, VirtualLobby>();
        private int _players;

        public VirtualLobbyServer(VirtualWorld world) => _world = world;

        /// <summary>Milliseconds that a frame is under way.</summary>
        public double Latency { get; set; } = 10;

        /// <summary>False: connecting fails.</summary>
        public bool IsReachable { get; set; } = true;

        /// <summary>Connecting takes for ever, as with a firewall that drops packets.</summary>
        public bool IsBlackHole { get; set; }

        /// <summary>It takes connections and never answers.</summary>
        public bool IsSilent { get; set; }

        /// <summary>Milliseconds that a player who lost touch keeps its place; 0 (default): none.</summary>
        public double Grace { get; set; }

        /// <summary>The same for one that was still joining.</summary>
        public double JoinGrace { get; set; } = 10_000;

        /// <summary>Milliseconds that it takes over an upgrade, when it is busy.</summary>
        public double AcceptTime { get; set; }

        /// <summary>It ends each connection as soon as that has the membership.</summary>
        public bool DropsWhoResumes { get; set; }

        /// <summary>Connections that were taken.</summary>
        public int Accepted { get; private set; }

        /// <summary>What the server hears and says gets lost, and new connections are not made, as for a client whose network is gone.</summary>
        public Predicate<VirtualLoop>? IsCutOff { get; set; }

        /// <summary>Signals that are not passed on: sender, receiver, frame.</summary>
        public Func<string, string, SignalFrame, bool>? DropsSignal { get; set; }

        /// <summary>What a hostile server makes of a signal; null: it passes it on as it is.</summary>
        public Func<SignalFrame, SignalFrame>? ChangesSignal { get; set; }

        /// <summary>Connections that were refused.</summary>
        public int Refused { get; set; }

        /// <summary>What members are told besides what the welcome says; null: nothing.</summary>
        public P2PNet.Protocol.IceServer[]? MemberIceServers { get; set; }

        public List<VirtualSocket> Sockets { get; } = new List<VirtualSocket>();

        public IEnumerable<VirtualLobby> Lobbies => _lobbies.Values;

        /// <summary>Takes a connection: TCP takes a round trip, the upgrade another, and the opening frames come with it.</summary>
        public ISignalingSocket Accept(Uri url, ISignalingSocketObserver observer, VirtualLoop loop, IReadOnlyList<byte[]> opening)
        {
            var socket = new VirtualSocket(_world, observer, loop);
            if (!IsReachable || url.ToString() != "ws://lobby.test:5080/v1")
            {
                Refused++;
                socket.Break("Connection refused.");
                return socket;
            }

            Connect(socket, opening, 1000);
            return socket;
        }

        private void Connect(VirtualSocket socket, IReadOnlyList<byte[]> opening, double retransmission)
        {
            if (socket.IsGivenUp) return;
            if (IsBlackHole || IsCutOff?.Invoke(socket.Loop) == true)
            {
                // TCP tries again after 1, 3 and 7 s.
                _world.After(retransmission, () => Connect(socket, opening, 2 * retransmission));
                return;
            }

            _world.After((3 * Latency) + AcceptTime, () =>
            {
                if (!IsReachable || socket.IsGivenUp) return;
                Accepted++;
                Sockets.Add(socket);
                socket.Open();
                foreach (byte[] frame in opening) OnFrame(socket, frame);
                socket.OnAccepted();
            });
        }

        /// <summary>The process dies.</summary>
        public void Kill()
        {
            IsReachable = false;
            foreach (VirtualSocket socket in Sockets) socket.Break("The connection was reset.");
            Sockets.Clear();
            _lobbies.Clear();
        }

        public void OnFrame(VirtualSocket socket, byte[] utf8)
        {
            if (IsSilent || socket.IsDead || !Sockets.Contains(socket) || IsCutOff?.Invoke(socket.Loop) == true) return;
            if (!FrameReader.TryRead(utf8, out Frame? frame, out ProtocolError? error, ProtocolLimits.MaxFrameBytes))
                throw new InvalidOperationException("The client sent a frame that the server refuses: " + error);
            socket.Received.Add(frame.Type);
            switch (frame)
            {
                case HelloFrame _:
                    socket.PlayerId = "p" + ++_players;
                    socket.Deliver(new WelcomeFrame(socket.PlayerId, new ConnectionRules(), new[] { new P2PNet.Protocol.IceServer(new[] { "stun:192.0.2.1:3478" }) }, 0));
                    break;
                case PingFrame ping:
                    if (Find(socket) is VirtualMember asking)
                    {
                        if (ping.Received is long has) asking.Signals.Acknowledge(has);
                        asking.IsSettled |= ping.IsSettled;
                    }

                    socket.Deliver(new PongFrame(ping.Id, 0, Find(socket)?.SignalsReceived));
                    break;
                case CreateLobbyFrame create:
                    Create(socket, create);
                    break;
                case JoinLobbyByCodeFrame join:
                    Join(socket, join.Id, join.Player, lobby => lobby.Code == join.Code.ToUpperInvariant());
                    break;
                case JoinLobbyByIdFrame join:
                    Join(socket, join.Id, join.Player, lobby => lobby.Id == join.LobbyId);
                    break;
                case ResumeLobbyFrame resume:
                    Resume(socket, resume);
                    break;
                case LeaveLobbyFrame leave:
                    socket.Deliver(socket.Lobby == null ? new ErrorFrame(ErrorCode.NotInLobby, "There is no lobby to leave.", leave.Id) : (Frame)new LobbyLeftFrame(leave.Id));
                    Leave(socket, LeaveReason.Left);
                    break;
                case SignalFrame signal:
                    PassOn(socket, signal);
                    break;
            }
        }

        public void OnGone(VirtualSocket socket)
        {
            Sockets.Remove(socket);
            VirtualMember? member = Find(socket);
            if (member == null) return;
            if (Grace == 0)
            {
                Leave(socket, LeaveReason.Lost);
                return;
            }

            VirtualLobby lobby = socket.Lobby!;
            int loss = ++member.Losses;
            SetPresence(lobby, member, null, PlayerPresence.Suspect);
            _world.After(member.IsSettled ? Grace : Math.Min(Grace, JoinGrace), () =>
            {
                if (member.Socket == null && member.Losses == loss) Remove(lobby, member, LeaveReason.Lost);
            });
        }

        /// <summary>The lobby is deleted, as its host or an operator may.</summary>
        public void Delete(string code, string reason)
        {
            VirtualLobby lobby = _lobbies[code];
            lobby.Tell(new LobbyDeletedFrame(++lobby.Revision, reason));
            foreach (VirtualMember member in lobby.Members)
                if (member.Socket != null)
                    member.Socket.Lobby = null;
            _lobbies.Remove(code);
        }

        private void Create(VirtualSocket socket, CreateLobbyFrame create)
        {
            var lobby = new VirtualLobby
            {
                Id = "lobby-" + (_lobbies.Count + 1),
                Code = "CODE" + (_lobbies.Count + 1),
                HostId = socket.PlayerId,
                MaxPlayers = create.MaxPlayers,
                Created = create,
            };
            _lobbies.Add(lobby.Code, lobby);
            Enter(socket, lobby, create.Id, create.Player);
        }

        private void Join(VirtualSocket socket, long request, PlayerDescription player, Func<VirtualLobby, bool> isMeant)
        {
            foreach (VirtualLobby lobby in _lobbies.Values)
            {
                if (!isMeant(lobby)) continue;
                if (lobby.Members.Count == lobby.MaxPlayers) socket.Deliver(new ErrorFrame(ErrorCode.LobbyFull, "Every place is taken.", request));
                else Enter(socket, lobby, request, player);
                return;
            }

            socket.Deliver(new ErrorFrame(ErrorCode.LobbyNotFound, "No lobby has this code.", request));
        }

        private void Enter(VirtualSocket socket, VirtualLobby lobby, long request, PlayerDescription description)
        {
            var player = new PlayerSnapshot(socket.PlayerId, lobby.NextOrder++, description);
            lobby.Revision++;
            lobby.Tell(new PlayerJoinedFrame(lobby.Revision, player));
            var member = new VirtualMember(socket, player);
            lobby.Members.Add(member);
            socket.Lobby = lobby;
            socket.Deliver(new LobbyJoinedFrame(request, lobby.ToSnapshot(), Grace > 0 ? member.Token : null, MemberIceServers));
        }

        private void Leave(VirtualSocket socket, LeaveReason reason)
        {
            VirtualLobby? lobby = socket.Lobby;
            if (lobby == null) return;
            VirtualMember member = Find(socket)!;
            socket.Lobby = null;
            Remove(lobby, member, reason);
        }

        private static VirtualMember? Find(VirtualSocket socket) => socket.Lobby?.Members.Find(m => m.Socket == socket);

        private static void SetPresence(VirtualLobby lobby, VirtualMember member, VirtualSocket? socket, PlayerPresence presence)
        {
            if (member.Socket != null) member.Socket.Lobby = null;
            member.Socket = socket;
            if (socket != null) socket.Lobby = lobby;
            if (member.Player.Presence == presence) return;
            member.Player = new PlayerSnapshot(member.Player.Id, member.Player.Order, member.Player.Description, presence);
            lobby.Tell(new PlayerPresenceFrame(++lobby.Revision, member.Player.Id, presence), socket);
        }

        private void Resume(VirtualSocket socket, ResumeLobbyFrame resume)
        {
            foreach (VirtualLobby lobby in _lobbies.Values)
            {
                if (lobby.Id != resume.LobbyId || !(lobby.Members.Find(m => m.Token == resume.ResumeToken) is VirtualMember member)) continue;
                VirtualSocket? old = member.Socket;
                member.IsSettled = true;
                socket.PlayerId = member.Player.Id;
                SetPresence(lobby, member, socket, PlayerPresence.Connected);
                old?.Deliver(new ErrorFrame(ErrorCode.Replaced, "Another connection took the place of this one.", fatal: true));
                old?.Break("Replaced.");
                member.Signals.Acknowledge(resume.Received);
                socket.Deliver(new LobbyResumedFrame(resume.Id, member.Player.Id, member.SignalsReceived, lobby.ToSnapshot()));
                foreach (byte[] signal in member.Signals.All) socket.Deliver(signal);
                if (!DropsWhoResumes) return;
                OnGone(socket);
                socket.Break("The connection was reset.");
                return;
            }

            socket.Deliver(new ErrorFrame(ErrorCode.ResumeFailed, "The place in the lobby is gone.", resume.Id));
        }

        private void Remove(VirtualLobby lobby, VirtualMember member, LeaveReason reason)
        {
            lobby.Members.Remove(member);
            lobby.Tell(new PlayerLeftFrame(++lobby.Revision, member.Player.Id, reason));
            if (lobby.Members.Count == 0) _lobbies.Remove(lobby.Code);
            else if (lobby.HostId == member.Player.Id) lobby.Tell(new HostChangedFrame(++lobby.Revision, lobby.HostId = lobby.Members[0].Player.Id));
        }

        private void PassOn(VirtualSocket socket, SignalFrame signal)
        {
            VirtualMember? from = Find(socket);
            if (from == null || signal.Sequence <= from.SignalsReceived) return;
            from.SignalsReceived = signal.Sequence ?? from.SignalsReceived;
            VirtualLobby lobby = socket.Lobby!;
            int index = lobby.Members.FindIndex(m => m.Player.Id == signal.To);
            if (index < 0)
            {
                socket.Deliver(new ErrorFrame(ErrorCode.UnknownPlayer, "The player is not in the lobby.", link: signal.Link));
                return;
            }

            if (DropsSignal?.Invoke(socket.PlayerId, signal.To!, signal) == true) return;
            if (ChangesSignal != null) signal = ChangesSignal(signal);
            VirtualMember to = lobby.Members[index];
            byte[] frame = VirtualSocket.Encode(signal.PassedOnFrom(socket.PlayerId, Grace > 0 ? to.Signals.Next : (long?)null));
            to.Signals.Add(frame);
            to.Socket?.Deliver(frame);
        }
    }
}
