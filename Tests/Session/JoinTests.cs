using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A join ends in time, whatever goes wrong, and says where.</summary>
    [TestFixture]
    internal sealed class JoinTests
    {
        private const double TimeoutMilliseconds = 15_000;

        [Test]
        public void UnreachableServerFailsAtOnce()
        {
            using var world = new VirtualWorld();
            world.Server.IsReachable = false;
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"), 1000);
            Assert.That(e.Stage, Is.EqualTo(LinkStage.Server));
            Assert.That(e.Reason, Does.Contain("lobby.test").And.Contain("refused"));
            Assert.That(e.Peer, Is.Null);
        }

        [Test]
        public void SecretsInTheServersUrlAreInNoSentence([Values] bool isReachable)
        {
            using var world = new VirtualWorld();
            world.Server.IsReachable = isReachable;
            world.Server.IsSilent = true;
            P2PClient client = world.NewClient("Bob", o => new P2PClientOptions { PlayerName = o.PlayerName, ServerUrl = "http://bob:pa55@lobby.test:5080/?token=t0ken" });
            P2PException e = Fails(world, client.JoinLobbyByCodeAsync("CODE1"), TimeoutMilliseconds + 1000);
            Assert.That(e.Message, Does.Contain("lobby.test:5080").And.Not.Contain("pa55").And.Not.Contain("t0ken"));
        }

        [Test]
        public void ServerBehindAFirewallFailsInTime()
        {
            using var world = new VirtualWorld();
            world.Server.IsBlackHole = true;
            P2PException e = Fails(world, world.NewClient("Bob").CreateLobbyAsync(), TimeoutMilliseconds);
            Assert.That(e.Stage, Is.EqualTo(LinkStage.Server));
            Assert.That(e.Reason, Does.Contain("could not be reached within 15 s"));
        }

        [Test]
        public void ServerThatDoesNotAnswerFailsInTime()
        {
            using var world = new VirtualWorld();
            world.Server.IsSilent = true;
            P2PException e = Fails(world, world.NewClient("Bob", o => With(o, 3)).CreateLobbyAsync(), 3000);
            Assert.That(e.Stage, Is.EqualTo(LinkStage.Server));
            Assert.That(e.Reason, Does.Contain("did not answer within 3 s"));
        }

        [Test]
        public void WrongCodeIsRefusedByItsName()
        {
            using var world = new VirtualWorld();
            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("NOPE"), 1000);
            Assert.That((e.Stage, e.Code), Is.EqualTo((LinkStage.Server, ErrorCode.LobbyNotFound)));
        }

        [Test]
        public void FullLobbyIsRefusedByItsName()
        {
            using var world = new VirtualWorld();
            world.Complete(world.NewClient("Ann").CreateLobbyAsync(new CreateLobbyOptions { MaxPlayers = 2 }));
            world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            P2PException e = Fails(world, world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1"), 1000);
            Assert.That((e.Stage, e.Code), Is.EqualTo((LinkStage.Server, ErrorCode.LobbyFull)));
        }

        [Test]
        public void ServerThatDiesDuringTheJoinFailsAtOnce()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann");
            Task<Session> join = world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1");
            world.RunUntil(() => world.Links.Connections.Count > 0);
            world.Server.Kill();
            P2PException e = Fails(world, join, 1000);
            Assert.That(e.Stage, Is.EqualTo(LinkStage.Server));
        }

        [Test]
        public void PeerThatNeverAnswersIsNamed()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann", "Bob");
            world.Server.DropsSignal = (from, to, frame) => to == "p2";
            P2PException e = Fails(world, world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1"), TimeoutMilliseconds);
            Assert.That((e.Stage, e.Peer), Is.EqualTo((LinkStage.Signaling, "Bob")));
            Assert.That(e.Reason, Does.Contain("did not answer"));
        }

        [Test]
        public void LinkThatFailsNamesItsStageOnBothSides([Values(LinkStage.Ice, LinkStage.Dtls, LinkStage.Sctp)] LinkStage stage)
        {
            using var world = new VirtualWorld();
            Session ann = world.NewSession("Ann")[0];
            var heard = new List<string>();
            ann.PeerDisconnected += (peer, failure) => heard.Add(peer.Name + " " + failure!.Stage);
            ann.PlayerHasLeft += player => heard.Add(player.Name + " left");
            world.Links.FailingStage = stage;

            P2PException e = Fails(world, world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"), TimeoutMilliseconds);
            Assert.That((e.Stage, e.Peer), Is.EqualTo((stage, "Ann")));
            world.Run(100);
            ann.Poll();
            Assert.That(heard, Is.EqualTo(new[] { "Bob " + stage, "Bob left" }));
            Assert.That(world.Server.Lobbies.Single().Members, Has.Count.EqualTo(1), "the lobby was left again");
        }

        [Test]
        public void OneUnreachablePeerDoesNotFailAJoinThatAllowsIt()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann", "Bob");
            world.Server.DropsSignal = (from, to, frame) => to == "p2";
            Session cid = world.Complete(
                world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1", new JoinLobbyOptions { AllowUnreachablePeers = true }), TimeoutMilliseconds);
            Assert.That(cid.Peers.Select(p => p.State), Is.EqualTo(new[] { PeerState.Connected, PeerState.Disconnected }));
            Assert.That(cid.Peers[1].Failure!.Stage, Is.EqualTo(LinkStage.Signaling));
            Assert.That(cid.Send(cid.Peers[1], default(Numbered)), Is.EqualTo(SendResult.NotConnected));
            Assert.That(cid.Broadcast(default(Numbered)), Is.EqualTo(SendResult.Sent));
        }

        [Test]
        public void JoinWithoutASinglePeerFailsEvenWhenUnreachableOnesAreAllowed()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann", "Bob");
            world.Links.FailingStage = LinkStage.Ice;
            P2PException e = Fails(
                world, world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1", new JoinLobbyOptions { AllowUnreachablePeers = true }), TimeoutMilliseconds);
            Assert.That(e.Stage, Is.EqualTo(LinkStage.Ice));
        }

        [Test]
        public void PeerThatLeavesDuringTheJoinIsNotWaitedFor([Range(0, 80, 5)] int milliseconds)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Task<Session> join = world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1");
            world.Run(milliseconds);
            sessions[0].LeaveAsync();
            Session cid = world.Complete(join, 4000);
            world.Run(200);
            cid.Poll();
            Assert.That(cid.Peers.Select(p => p.Name), Is.EqualTo(new[] { "Bob" }));
            Assert.That(cid.Lobby.Host!.Name, Is.EqualTo("Bob"));
        }

        [Test]
        public void PeerWhoseProcessDiesDuringTheJoinIsWaitedForUntilTheServerGivesItUp()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann", "Bob");
            world.Links.FailingStage = LinkStage.Ice;
            Task<Session> join = world.NewClient("Cid").JoinLobbyByCodeAsync("CODE1");
            world.Run(60);
            world.After(5000, () =>
            {
                foreach (VirtualSocket socket in world.Server.Sockets.ToArray())
                    if (socket.PlayerId != "p3")
                        world.Server.OnGone(socket);
            });
            Session cid = world.Complete(join, 6000);
            Assert.That(cid.Peers, Is.Empty);
            world.Run(20);
            cid.Poll();
            Assert.That(cid.Lobby.IsHost);
        }

        [Test]
        public void CancellingAtAnyMomentEndsTheJoinAndTellsTheServer([Range(0, 105, 5)] int milliseconds)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            using var cancellation = new CancellationTokenSource();
            P2PClient client = world.NewClient("Cid");
            Task<Session> join = client.JoinLobbyByCodeAsync("CODE1", cancellationToken: cancellation.Token);
            world.Run(milliseconds);
            Assert.That(join.IsCompleted, Is.False);
            cancellation.Cancel();
            world.Run(1);
            Assert.That(join.IsCanceled);

            world.Run(500);
            foreach (Session session in sessions)
            {
                session.Poll();
                Assert.That(session.Lobby.Players, Has.Count.EqualTo(2));
                Assert.That(session.Peers.Single().State, Is.EqualTo(PeerState.Connected));
            }

            Assert.That(world.Server.Lobbies.Single().Members, Has.Count.EqualTo(2));
            Session again = world.Complete(client.JoinLobbyByCodeAsync("CODE1"));
            Assert.That(again.Peers, Has.Count.EqualTo(2));
        }

        [Test]
        public void CancelledBeforehandDoesNothing()
        {
            using var world = new VirtualWorld();
            Task<Session> join = world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1", cancellationToken: new CancellationToken(true));
            Assert.That(join.IsCanceled);
            Assert.That(world.Server.Sockets, Is.Empty);
        }

        [Test]
        public void DisposingTheClientEndsItsJoin()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann");
            P2PClient client = world.NewClient("Bob");
            Task<Session> join = client.JoinLobbyByCodeAsync("CODE1");
            world.Run(50);
            client.Dispose();
            world.Run(50);
            Assert.That(join.Exception!.InnerException, Is.InstanceOf<ObjectDisposedException>());
        }

        [Test]
        public void LoopThatCannotStartFailsTheJoin()
        {
            using var world = new VirtualWorld();
            P2PClient client = world.NewClient("Bob");
            Task<Session> early = client.JoinLobbyByCodeAsync("CODE1");
            world.LoopOf(0).Stop("No UDP socket can be opened.");
            Assert.That(((P2PException)early.Exception!.InnerException!).Reason, Is.EqualTo("No UDP socket can be opened."));
            Task<Session> late = client.JoinLobbyByCodeAsync("CODE1");
            Assert.That(((P2PException)late.Exception!.InnerException!).Reason, Is.EqualTo("No UDP socket can be opened."));
        }

        [Test]
        public void LinkOptionsFollowTheClients()
        {
            using var world = new VirtualWorld();
            world.NewSession("Ann");
            world.Complete(world.NewClient("Bob", o => With(o, 4)).JoinLobbyByCodeAsync("CODE1"));
            PeerConnectionOptions options = world.Links.Connections[0].Options;
            Assert.That(options.ConnectTimeout, Is.LessThan(TimeSpan.FromSeconds(4)), "the link says which step failed before the join's time is over");
            Assert.That(options.IceServers.Single().Url, Is.EqualTo("stun:192.0.2.1:3478"));
            Assert.That(options.MaxMessageSize, Is.EqualTo(262144));
        }

        [Test]
        public void LinksGetTheRelayThatMembersAreTold()
        {
            using var world = new VirtualWorld();
            world.Server.MemberIceServers = new[] { new P2PNet.Protocol.IceServer(new[] { "turn:192.0.2.1:3478", "turns:192.0.2.1:443" }, "9:bob", "credential", "realm", "nonce") };
            world.NewSession("Ann");
            world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            P2PNet.Rtc.IceServer relay = world.Links.Connections[0].Options.IceServers.Single();
            Assert.That(relay.Urls, Is.EqualTo(new[] { "turn:192.0.2.1:3478", "turns:192.0.2.1:443" }), "ways to one relay");
            Assert.That((relay.Username, relay.Credential, relay.Realm, relay.Nonce), Is.EqualTo(("9:bob", "credential", "realm", "nonce")));
        }

        [TestCase("ftp://host")]
        [TestCase("host:5080")]
        [TestCase("")]
        public void ServerUrlThatIsNoneThrows(string url)
        {
            var options = new P2PClientOptions { ServerUrl = url };
            Assert.That((Action)(() => { _ = new P2PClient(options, new VirtualPlatform(new VirtualWorld())); }), Throws.ArgumentException.With.Message.Contains("ServerUrl"));
        }

        [Test]
        public void OptionsOutOfRangeThrowWithTheirName()
        {
            using var world = new VirtualWorld();
            var platform = new VirtualPlatform(world);
            Assert.That((Action)(() => { _ = new P2PClient(new P2PClientOptions { JoinTimeout = TimeSpan.Zero }, platform); }), Throws.ArgumentException.With.Message.Contains("JoinTimeout"));
            Assert.That((Action)(() => { _ = new P2PClient(new P2PClientOptions { PlayerName = "a\nb" }, platform); }), Throws.ArgumentException.With.Message.Contains("PlayerName"));
            Assert.That((Action)(() => { _ = new P2PClient(new P2PClientOptions { LostAfter = TimeSpan.FromSeconds(1) }, platform); }), Throws.ArgumentException.With.Message.Contains("LostAfter"));
            P2PClient client = world.NewClient("Ann");
            Assert.That((Action)(() => { _ = client.JoinLobbyByCodeAsync(" "); }), Throws.ArgumentException);
            Assert.That((Action)(() => { _ = client.CreateLobbyAsync(new CreateLobbyOptions { MaxPlayers = 0 }); }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            var hollow = new Dictionary<string, string> { ["map"] = null! };
            Assert.That((Action)(() => { _ = client.CreateLobbyAsync(new CreateLobbyOptions { Properties = hollow }); }), Throws.ArgumentException.With.Message.Contains("no value for the key map"));
        }

        private static P2PClientOptions With(P2PClientOptions options, double joinSeconds) =>
            new P2PClientOptions { PlayerName = options.PlayerName, ServerUrl = options.ServerUrl, JoinTimeout = TimeSpan.FromSeconds(joinSeconds) };

        private static P2PException Fails(VirtualWorld world, Task<Session> join, double limitMilliseconds)
        {
            world.RunUntil(() => join.IsCompleted, limitMilliseconds);
            Assert.That(join.IsCompleted, "the join hangs");
            Assert.That(join.Exception?.InnerException, Is.InstanceOf<P2PException>());
            return (P2PException)join.Exception!.InnerException!;
        }
    }
}
