using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Entering and leaving, as game code sees it.</summary>
    [TestFixture]
    internal sealed class LobbyTests
    {
        [Test]
        public void CreatorIsAloneAndHost()
        {
            using var world = new VirtualWorld();
            var options = new CreateLobbyOptions { Name = "Friday", MaxPlayers = 4, IsPrivate = true, Properties = new Dictionary<string, string> { ["map"] = "hills" } };
            Session session = world.Complete(world.NewClient("Ann").CreateLobbyAsync(options));

            Lobby lobby = session.Lobby;
            Assert.That(lobby.Code, Is.EqualTo("CODE1"));
            Assert.That((lobby.Name, lobby.MaxPlayers, lobby.AvailableSlots, lobby.IsPrivate), Is.EqualTo(("Friday", 4, 3, true)));
            Assert.That(lobby.Properties["map"], Is.EqualTo("hills"));
            Assert.That(lobby.IsHost);
            Assert.That(lobby.Host, Is.SameAs(lobby.CurrentPlayer));
            Assert.That(lobby.CurrentPlayer.Name, Is.EqualTo("Ann"));
            Assert.That(lobby.CurrentPlayer.Peer, Is.Null);
            Assert.That(session.Peers, Is.Empty);
            Assert.That(session.State, Is.EqualTo(SessionState.Connected));
        }

        [Test]
        public void JoinerHasALinkToEverybodyWhenTheCallCompletes([Values(2, 3, 5, 8)] int players)
        {
            using var world = new VirtualWorld();
            var sessions = new List<Session> { world.Complete(world.NewClient("P0").CreateLobbyAsync()) };
            for (int i = 1; i < players; i++)
            {
                Session session = world.Complete(world.NewClient("P" + i).JoinLobbyByCodeAsync("code1"));
                sessions.Add(session);
                Assert.That(session.Peers.Select(p => p.Name), Is.EqualTo(Enumerable.Range(0, i).Select(n => "P" + n)));
                Assert.That(session.Peers.All(p => p.State == PeerState.Connected));
                Assert.That(session.Lobby.Host!.Name, Is.EqualTo("P0"));
            }

            world.Run(100);
            foreach (Session session in sessions)
            {
                session.Poll();
                Assert.That(session.Peers, Has.Count.EqualTo(players - 1));
                Assert.That(session.Peers.All(p => p.State == PeerState.Connected), session.Lobby.CurrentPlayer.Name);
                Assert.That(session.Lobby.Players.Select(p => p.Name), Is.EqualTo(Enumerable.Range(0, players).Select(n => "P" + n)));
            }
        }

        [Test]
        public void MembersHearOfAJoinAndThenOfItsLink()
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            var heard = new List<string>();
            ann.PlayerJoined += player => heard.Add("joined " + player.Name + " " + player.Peer!.State);
            ann.PeerConnected += peer => heard.Add("connected " + peer.Name);

            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync(ann.Lobby.Code));
            world.Run(100);
            Assert.That(heard, Is.Empty, "events wait for the poll");
            Assert.That(ann.Lobby.Players, Has.Count.EqualTo(1), "what the game sees changes only in the poll");

            ann.Poll();
            Assert.That(heard, Is.EqualTo(new[] { "joined Bob Connecting", "connected Bob" }));
            Assert.That(ann.Lobby.AvailableSlots, Is.EqualTo(6));
            bob.Poll();
            Assert.That(bob.Lobby.IsHost, Is.False);
        }

        [Test]
        public void LobbyIsJoinedByItsIdToo()
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByIdAsync(ann.Lobby.Id));
            Assert.That(bob.Lobby.Code, Is.EqualTo(ann.Lobby.Code));
        }

        [Test]
        public void LeavingEndsTheLinkOnceAndThenTheMembership()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            var heard = new List<string>();
            sessions[0].PeerDisconnected += (peer, failure) => heard.Add("disconnected " + peer.Name + " " + failure);
            sessions[0].PlayerHasLeft += player => heard.Add("left " + player.Name);

            world.Complete(sessions[1].LeaveAsync());
            world.Run(100);
            sessions[0].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "disconnected Bob ", "left Bob" }));
            Assert.That(sessions[0].Lobby.Players.Select(p => p.Name), Is.EqualTo(new[] { "Ann", "Cid" }));
            Assert.That(sessions[0].Peers.Select(p => p.Name), Is.EqualTo(new[] { "Cid" }));
            Assert.That(world.Server.Lobbies.Single().Members, Has.Count.EqualTo(2));
        }

        [Test]
        public void SomebodyElseHostsWhenTheHostLeaves()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            var heard = new List<string>();
            foreach (Session session in sessions) session.SessionHostChanged += player => heard.Add(session.Lobby.CurrentPlayer.Name + ": " + player.Name);

            world.Complete(sessions[0].LeaveAsync());
            world.Run(100);
            foreach (Session session in sessions) session.Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Bob: Bob", "Cid: Bob" }));
            Assert.That(sessions[1].Lobby.IsHost);
            Assert.That(sessions[2].Lobby.Host!.IsHost);
        }

        [Test]
        public void ClientEntersAnotherLobbyAfterItLeft()
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            P2PClient client = world.NewClient("Bob");
            Session first = world.Complete(client.JoinLobbyByCodeAsync(ann.Lobby.Code));
            Assert.That((System.Action)(() => { _ = client.CreateLobbyAsync(); }), Throws.InvalidOperationException);

            world.Complete(first.LeaveAsync());
            Session second = world.Complete(client.JoinLobbyByCodeAsync(ann.Lobby.Code));
            Assert.That(second.Peers, Has.Count.EqualTo(1));
            world.Run(100);
            ann.Poll();
            Assert.That(ann.Peers, Has.Count.EqualTo(1));
            Assert.That(ann.Peers[0].State, Is.EqualTo(PeerState.Connected));
        }

        [Test]
        public void DeletedLobbyEndsTheSessionWithTheReason()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<string>();
            sessions[1].RemovedFromSession += heard.Add;
            sessions[1].StateChanged += state => heard.Add(state.ToString());

            world.Server.Delete("CODE1", "The host closed the lobby.");
            world.Run(100);
            sessions[1].Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Ended", "The host closed the lobby." }));
            Assert.That(sessions[1].Broadcast(default(Numbered)), Is.EqualTo(SendResult.NotConnected));
            sessions[1].Poll();
        }

        [Test]
        public void HandlersThatThrowKeepNobodyFromHearingOfTheEnd([Values] bool isHeard)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var heard = new List<string>();
            sessions[1].StateChanged += _ => throw new InvalidOperationException("state");
            sessions[1].RemovedFromSession += _ => heard.Add("removed");
            sessions[1].RemovedFromSession += _ => throw new InvalidOperationException("removed");
            if (isHeard) sessions[1].HandlerFailed += e => heard.Add("failed " + e.Message);

            // What came before it and was never polled must not stay behind either.
            sessions[0].Broadcast(default(Numbered));
            world.Run(50);
            sessions[1].On<Numbered>((_, _) => heard.Add("message"));
            world.Server.Delete("CODE1", "The host closed the lobby.");
            world.Run(100);
            if (isHeard) sessions[1].Poll();
            else Assert.That((Action)sessions[1].Poll, Throws.InvalidOperationException.With.Message.EqualTo("state"));
            Assert.That(heard, Is.EqualTo(isHeard ? new[] { "message", "failed state", "removed", "failed removed" } : new[] { "message", "removed" }));
            Assert.That(sessions[1].State, Is.EqualTo(SessionState.Ended));
        }

        [Test]
        public void LeavingASessionThatIsOverDropsWhatWasNotPolled()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[0].Broadcast(default(Numbered));
            world.Run(50);
            world.Server.Delete("CODE1", "The host closed the lobby.");
            world.Run(100);
            Assert.That(world.LoopOf(1).Pool.Outstanding, Is.Not.Zero);
            Assert.That(sessions[1].LeaveAsync().IsCompleted);
            Assert.That(world.LoopOf(1).Pool.Outstanding, Is.Zero);
        }

        [Test]
        public void LinksGoOnWithoutTheServer()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var states = new List<SessionState>();
            int received = 0;
            sessions[1].StateChanged += states.Add;
            sessions[1].On<Numbered>((_, _) => received++);

            world.Server.Kill();
            world.Run(100);
            sessions[1].Poll();
            Assert.That(states, Is.EqualTo(new[] { SessionState.LobbyLost }), "a server that gave no token keeps no place");

            for (int i = 0; i < 100; i++)
            {
                Assert.That(sessions[0].Broadcast(new Numbered { Number = i }), Is.EqualTo(SendResult.Sent));
                world.Run(1000);
                sessions[1].Poll();
            }

            Assert.That(received, Is.EqualTo(100));
            world.Complete(sessions[1].LeaveAsync());
        }

        [Test]
        public void SilentServerIsNoticed()
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            world.Run(60_000);
            ann.Poll();
            Assert.That(ann.State, Is.EqualTo(SessionState.Connected), "heartbeats keep it alive");
            world.Server.IsSilent = true;
            world.Run(20_000);
            ann.Poll();
            Assert.That(ann.State, Is.EqualTo(SessionState.LobbyLost));
        }

        [Test]
        public void LoopThatBreaksEndsTheSessionWithTheReason()
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            string? reason = null;
            ann.RemovedFromSession += r => reason = r;
            world.LoopOf(0).Stop("The sockets are gone.");
            ann.Poll();
            Assert.That(reason, Is.EqualTo("The sockets are gone."));
        }

        [Test]
        public void DisposingAClientLeavesItsLobby()
        {
            using var world = new VirtualWorld();
            P2PClient client = world.NewClient("Ann");
            world.Complete(client.CreateLobbyAsync());
            client.Dispose();
            world.Run(1000);
            Assert.That(world.Server.Lobbies, Is.Empty);
            Assert.That((System.Action)(() => { _ = client.CreateLobbyAsync(); }), Throws.InstanceOf<System.ObjectDisposedException>());
        }
    }
}
