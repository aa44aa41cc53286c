using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The lobby server's connection dies, comes back or does not; sessions go on.</summary>
    [TestFixture]
    internal sealed class ResumeTests
    {
        // A: WebSocket dies; A': hello, resumeLobby -> lobbyResumed; nobody notices
        [Test]
        public void BrokenConnectionIsReplacedBeforeAnybodyNotices()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            List<string> heard = Record(sessions);

            Break(world, 0);
            world.Run(1000);
            Poll(sessions);

            Assert.That(heard, Is.Empty);
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
            Assert.That(world.Server.Lobbies.Single().Members.All(m => m.Socket != null && m.Player.Presence == PlayerPresence.Connected));
        }

        [Test]
        public void MissedEventsAreMadeUpForByTheLobbyAsItIs()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            List<string> heard = Record(sessions.Take(1).ToArray());

            CutOff(world, 0);
            world.Run(3000);
            world.Complete(sessions[1].LeaveAsync());
            Session dan = world.Complete(world.NewClient("Dan", o => new P2PClientOptions { PlayerName = "Dan", ServerUrl = o.ServerUrl }).JoinLobbyByCodeAsync("CODE1", new JoinLobbyOptions { AllowUnreachablePeers = true }));
            world.Server.IsCutOff = null;
            world.Run(10_000);
            Poll(sessions);

            Assert.That(sessions[0].Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Ann", "Cid", "Dan" }));
            Assert.That(sessions[0].Peers.Select(p => p.Name + " " + p.State), Is.EqualTo(new[] { "Cid Connected", "Dan Connected" }));
            Assert.That(heard, Is.EqualTo(new[] { "ServerLost", "-Bob", "+Dan", "Connected" }));
            dan.Poll();
            Assert.That(dan.Peers.Select(p => p.State), Is.All.EqualTo(PeerState.Connected), "who was away answered the offer that waited");
        }

        [Test]
        public void SilentConnectionIsReplacedWithinASecondOfTrouble()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            VirtualSocket old = world.Server.Sockets[0];
            // What the old connection carries is lost, without an end that anybody could see; a new one works.
            old.IsDead = true;

            world.LoopOf(0).ChangeNetwork();
            world.RunUntil(() => world.Server.Lobbies.Single().Members[0].Socket is VirtualSocket s && s != old, 2000);

            VirtualMember ann = world.Server.Lobbies.Single().Members[0];
            Assert.That(ann.Socket, Is.Not.SameAs(old));
            Poll(sessions);
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
        }

        [Test]
        public void SignalsArriveOnceWhateverTheConnectionsDo([Range(1, 20)] int seed)
        {
            using VirtualWorld world = NewWorld((ulong)seed);
            var sessions = new List<Session> { world.Complete(world.NewClient("P0").CreateLobbyAsync()) };
            for (int i = 1; i < 4; i++)
            {
                // Connections break while offers, answers and candidates are on their way.
                for (int k = 0; k < 6; k++)
                {
                    int client = world.Random.Next(i + 1);
                    world.After(world.Random.Next(120), () => Break(world, client));
                }

                sessions.Add(world.Complete(world.NewClient("P" + i).JoinLobbyByCodeAsync("CODE1")));
            }

            world.Run(5000);
            Poll(sessions.ToArray());
            foreach (Session session in sessions)
                Assert.That(session.Peers.Select(p => p.State), Is.EqualTo(Enumerable.Repeat(PeerState.Connected, 3)), "seed " + seed + ", " + session.Lobby.CurrentPlayer.Name);
            // One candidate each, and the end of candidates: none lost, none doubled.
            Assert.That(world.Links.Connections.Where(c => c.State == PeerConnectionState.Connected).Select(c => c.RemoteCandidates), Is.All.EqualTo(2), "seed " + seed);
        }

        [Test]
        public void ServerThatForgotUsEndsNothing()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            List<string> heard = Record(sessions.Take(1).ToArray());
            int received = 0;
            sessions[1].On<Numbered>((_, _) => received++);

            world.Server.Kill();
            world.Run(5000);
            world.Server.IsReachable = true;
            world.Run(60_000);
            int connections = world.Server.Sockets.Count;
            for (int i = 0; i < 10; i++) sessions[0].Broadcast(new Numbered { Number = i });
            world.Run(60_000);
            Poll(sessions);

            Assert.That(heard, Is.EqualTo(new[] { "ServerLost", "LobbyLost" }));
            Assert.That(sessions[0].StateReason, Does.Contain("place in the lobby is gone"));
            Assert.That(received, Is.EqualTo(10));
            Assert.That(sessions[0].Peers.Single().State, Is.EqualTo(PeerState.Connected));
            Assert.That(world.Server.Sockets, Has.Count.EqualTo(connections), "nobody goes on asking");
        }

        [Test]
        public void ServerThatIsAwayIsAskedLessAndLessOften()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann");
            world.Server.Grace = 300_000;
            world.Server.Refused = 0;
            world.Server.IsReachable = false;
            Break(world, 0);
            world.Run(60_000);
            Assert.That(world.Server.Refused, Is.InRange(12, 25));
            world.Server.IsReachable = true;
            world.Run(10_000);
            Poll(sessions);
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
        }

        [Test]
        public void LeavingWhileTheServerIsAwayEndsInTime()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            CutOff(world, 0);
            Break(world, 0);
            world.Run(500);
            Timestamp before = world.Now;
            world.Complete(sessions[0].LeaveAsync());
            Assert.That((world.Now - before).TotalSeconds, Is.LessThanOrEqualTo(1.1));
        }

        [Test]
        public void LeavingWhileComingBackStillTellsTheServer()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Break(world, 0);
            world.Run(11);
            world.Complete(sessions[0].LeaveAsync());
            world.Run(200);
            Assert.That(world.Server.Lobbies.Single().Members.Select(m => m.Player.Description.Name), Is.EqualTo(new[] { "Bob" }));
        }

        // old: ping ... A': hello, resumeLobby | leaveLobby, wherever it falls; Bob: playerLeft (left), at once
        [Test]
        public void LeavingWhileOneConnectionTakesOverFromAnotherIsLeaving([Range(0, 400, 20)] int milliseconds, [Values] bool isOldDead)
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            VirtualSocket old = world.Server.Sockets[0];
            old.IsDead = true;
            world.LoopOf(0).ChangeNetwork();
            // Or it was only slow: the one that takes over finds it alive.
            if (!isOldDead) world.After(260, () => old.IsDead = false);
            world.Run(milliseconds);

            world.Complete(sessions[0].LeaveAsync());
            world.Run(500);

            Assert.That(world.Server.Lobbies.Single().Members.Select(m => m.Player.Description.Name), Is.EqualTo(new[] { "Bob" }));
            Poll(sessions);
            Assert.That(sessions[1].Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Bob" }));
        }

        // the server is out of reach when Ann leaves, and back a moment after her time to leave is over
        [Test]
        public void LeavingReachesAServerThatIsBackWhenTheClientHasGivenUpWaiting()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            CutOff(world, 0);
            Break(world, 0);
            world.Run(500);
            world.After(900, () => world.Server.IsCutOff = null);
            world.Complete(sessions[0].LeaveAsync());
            world.Run(3000);
            Assert.That(world.Server.Lobbies.Single().Members.Select(m => m.Player.Description.Name), Is.EqualTo(new[] { "Bob" }));
        }

        [Test]
        public void ServerThatLetsInAndDropsIsAskedLessAndLessOften()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int before = world.Server.Accepted;
            world.Server.DropsWhoResumes = true;
            Break(world, 0);
            world.Run(60_000);
            Assert.That(world.Server.Accepted - before, Is.InRange(12, 25));
            world.Server.DropsWhoResumes = false;
            world.Run(10_000);
            Poll(sessions);
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
        }

        // 4 s from SYN to welcome, where the first attempts are given up after 2 s
        [Test]
        public void ServerThatTakesItsTimeIsComeBackTo()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Server.AcceptTime = 4000;
            Break(world, 0);
            world.Run(25_000);
            Poll(sessions);
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
            Assert.That(world.Server.Lobbies.Single().Members.All(m => m.Socket != null));
        }

        // A: ping ... (600 ms) pong; the server takes no other connection
        [Test]
        public void ConnectionThatAnswersAfterAllIsKept()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            List<string> heard = Record(sessions);
            VirtualSocket old = world.Server.Sockets[0];
            old.IsDead = true;
            world.Server.IsReachable = false;
            world.Server.Refused = 0;
            world.LoopOf(0).ChangeNetwork();
            world.After(600, () => old.IsDead = false);
            world.Run(60_000);
            Poll(sessions);
            Assert.That(world.Server.Refused, Is.LessThan(10), "nothing is left to come back to");
            Assert.That(world.Server.Lobbies.Single().Members[0].Socket, Is.SameAs(old));
            Assert.That(sessions[0].State, Is.EqualTo(SessionState.Connected));
            Assert.That(heard.Count(h => h == "ServerLost"), Is.LessThanOrEqualTo(1));
        }

        [Test]
        public void ServerThatIsSilentIsToldOfAsSoonAsOneThatIsGone()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            List<string> heard = Record(sessions.Take(1).ToArray());
            CutOff(world, 0);
            world.LoopOf(0).ChangeNetwork();
            world.Run(3000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "ServerLost" }));
            Assert.That(sessions[0].StateReason, Is.Not.Empty);
            world.Server.IsCutOff = null;
            world.Run(6000);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "ServerLost", "Connected" }));
            Assert.That(sessions[0].StateReason, Is.Null);
        }

        // S: playerLeft (Ann, lost) -> Bob; Ann: resumeFailed; A--B goes on until Ann leaves
        [Test]
        public void PlayerWhomOnlyTheServerHasLostStaysAsLongAsTheLinkStands()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            List<string> heard = Record(sessions.Skip(1).ToArray());
            int received = 0;
            sessions[1].On<Numbered>((_, _) => received++);
            CutOff(world, 0);
            Break(world, 0);
            world.Run(40_000);
            world.Server.IsCutOff = null;
            world.Run(10_000);
            sessions[0].Broadcast(new Numbered { Number = 1 });
            world.Run(100);
            Poll(sessions);

            Assert.That((sessions[0].State, sessions[1].State), Is.EqualTo((SessionState.LobbyLost, SessionState.Connected)));
            Assert.That(received, Is.EqualTo(1));
            Assert.That(sessions.Select(s => s.Lobby.Players.Count), Is.All.EqualTo(2));
            Assert.That(sessions[1].Lobby.Host!.Name, Is.EqualTo("Bob"));
            Assert.That(heard, Is.Empty);

            world.Complete(sessions[0].LeaveAsync());
            world.Run(100);
            sessions[1].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "-Ann" }));
            Assert.That(sessions[1].Peers, Is.Empty);
        }

        // Ann's path is silent; Bob, who joined later, offers a restart
        [Test]
        public void SilentLinkHasIceRestartedByWhoOffered()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.RestartHeals = true;
            FakePeerConnection[] ends = world.Links.Connections.Where(c => c.State == PeerConnectionState.Connected).ToArray();
            foreach (FakePeerConnection end in ends) end.Cut();
            world.Run(1700);
            Assert.That(ends.Sum(e => e.Restarts), Is.EqualTo(1));
            Assert.That(ends.Single(e => e.Restarts == 1).Loop, Is.SameAs(world.LoopOf(1)));
            world.Run(200);
            Poll(sessions);
            Assert.That(sessions.Select(s => s.Peers.Single().State), Is.All.EqualTo(PeerState.Connected));
            world.Run(10_000);
            Assert.That(ends.Sum(e => e.Restarts), Is.EqualTo(1), "and that was it");
        }

        // only Ann is deaf: she asks Bob
        [Test]
        public void WhoJoinedEarlierAsksForTheRestart()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.RestartHeals = true;
            FakePeerConnection deaf = world.Links.Connections.Single(c => c.State == PeerConnectionState.Connected && c.Loop == world.LoopOf(0));
            deaf.Cut();
            world.Run(2200);
            Assert.That((deaf.Restarts, deaf.Other!.Restarts), Is.EqualTo((0, 1)));
            Poll(sessions);
            Assert.That(sessions[0].Peers.Single().State, Is.EqualTo(PeerState.Connected));
        }

        [Test]
        public void RestartWaitsForTheServer()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            world.Links.RestartHeals = true;
            FakePeerConnection[] ends = world.Links.Connections.Where(c => c.State == PeerConnectionState.Connected).ToArray();
            CutOff(world, 1);
            foreach (FakePeerConnection end in ends) end.Cut();
            world.Run(5000);
            Assert.That(ends.Sum(e => e.Restarts), Is.Zero);
            world.Server.IsCutOff = null;
            world.Run(2500);
            Poll(sessions);
            Assert.That(sessions.Select(s => s.Peers.Single().State), Is.All.EqualTo(PeerState.Connected));
        }

        [Test]
        public void JoinDoesNotWaitForAPlayerWhoIsOutOfTouch()
        {
            using VirtualWorld world = NewWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            CutOff(world, 0);
            world.Server.OnGone(world.Server.Sockets[0]);
            Session cid = world.Complete(world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1"), 2000);
            Assert.That(cid.Peers.Select(p => p.Name + " " + p.State), Is.EqualTo(new[] { "Ann Connecting", "Bob Connected" }));
            world.Server.IsCutOff = null;
            world.Run(12_000);
            cid.Poll();
            Poll(sessions);
            Assert.That(cid.Peers.Select(p => p.State), Is.All.EqualTo(PeerState.Connected));
        }

        private static VirtualWorld NewWorld(ulong seed = 1)
        {
            var world = new VirtualWorld(seed);
            world.Server.Grace = 30_000;
            return world;
        }

        private static void CutOff(VirtualWorld world, int client)
        {
            VirtualLoop loop = world.LoopOf(client);
            world.Server.IsCutOff = l => l == loop;
        }

        /// <summary>The connection ends on both sides.</summary>
        private static void Break(VirtualWorld world, int client)
        {
            foreach (VirtualSocket socket in world.Server.Sockets.ToArray())
            {
                // Before it is in a lobby the join fails with the connection.
                if (socket.Loop != world.LoopOf(client) || socket.Lobby == null) continue;
                world.Server.OnGone(socket);
                socket.Break("The connection was reset.");
            }
        }

        private static List<string> Record(IReadOnlyList<Session> sessions)
        {
            var heard = new List<string>();
            foreach (Session session in sessions)
            {
                session.StateChanged += state => heard.Add(state.ToString());
                session.PlayerJoined += player => heard.Add("+" + player.Name);
                session.PlayerHasLeft += player => heard.Add("-" + player.Name);
                session.PeerStateChanged += peer => heard.Add(peer.ToString());
            }

            return heard;
        }

        private static void Poll(IReadOnlyList<Session> sessions)
        {
            foreach (Session session in sessions) session.Poll();
        }
    }
}
