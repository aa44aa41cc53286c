using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// Connections to the lobby server end at one end or at both, fall silent, slow down and come back, all at random, while players join, leave and
    /// set up links. In the end everybody sees the same lobby, and nobody saw anything twice.
    /// </summary>
    [TestFixture]
    internal sealed class ResumeChaosTests
    {
        private const int Steps = 60;
        private const int MaxPlayers = 6;

        private readonly HashSet<VirtualLoop> _cutOff = new HashSet<VirtualLoop>();
        private readonly List<Actor> _actors = new List<Actor>();
        private VirtualWorld _world = null!;
        private string _history = string.Empty;

        [Test]
        public void EverybodySeesTheSameLobbyWhateverTheConnectionsDo([Range(1, 100)] int seed)
        {
            _actors.Clear();
            _cutOff.Clear();
            _history = "seed " + seed + "\n";
            using (_world = new VirtualWorld((ulong)seed, trackLeaks: false))
            {
                _world.Server.Grace = 30_000;
                _world.Server.IsCutOff = _cutOff.Contains;
                _world.Links.RestartHeals = true;
                Join();
                _world.Complete(_actors[0].Joining);
                for (int i = 0; i < Steps; i++)
                {
                    _world.Run(_world.Random.Next(400));
                    Disturb();
                    foreach (Actor actor in _actors) actor.Poll();
                }

                // Longer than a place is kept: who was taken back by nobody is out by now.
                Settle();
                foreach (Actor actor in _actors) actor.Poll();
                Check();
            }
        }

        private void Disturb()
        {
            Actor actor = _actors[_world.Random.Next(_actors.Count)];
            VirtualSocket[] sockets = _world.Server.Sockets.Where(s => s.Loop == actor.Loop).ToArray();
            int what = _world.Random.Next(12);
            Note(actor.Name + " " + what);
            switch (what)
            {
                case 0:
                case 1:
                case 2:
                    if (_actors.Count(a => !a.IsLeaving) < MaxPlayers) Join();
                    break;
                case 3:
                    // The first one stays, or the lobby might end.
                    if (actor != _actors[0] && actor.Session != null) actor.Leave();
                    break;
                case 4:
                    foreach (VirtualSocket socket in sockets)
                    {
                        _world.Server.OnGone(socket);
                        socket.Break("The connection was reset.");
                    }

                    break;
                case 5:
                    // The client's end alone; the server finds out by the silence.
                    foreach (VirtualSocket socket in sockets)
                    {
                        socket.Break("The connection was reset.");
                        _world.After(15_000, () => _world.Server.OnGone(socket));
                    }

                    break;
                case 6:
                    foreach (VirtualSocket socket in sockets) _world.Server.OnGone(socket);
                    break;
                case 7:
                case 8:
                    foreach (VirtualSocket socket in sockets)
                    {
                        // TCP has lost something for good: what follows is not heard either.
                        socket.IsDead = true;
                        actor.Loop.ChangeNetwork();
                    }

                    break;
                case 9:
                    VirtualLoop loop = actor.Loop;
                    if (_cutOff.Add(loop)) _world.After(_world.Random.Next(6000), () => _cutOff.Remove(loop));
                    foreach (VirtualSocket socket in sockets) socket.IsDead = true;
                    break;
                case 10:
                    _world.Server.Latency = 2 + _world.Random.Next(200);
                    break;
                case 11:
                    actor.Loop.ChangeNetwork();
                    break;
            }
        }

        private void Join()
        {
            var actor = new Actor(_world, "P" + _actors.Count, _actors.Count);
            Note(actor.Name + " joins");
            _actors.Add(actor);
        }

        private void Settle()
        {
            _cutOff.Clear();
            _world.Server.Latency = 10;
            for (int i = 0; i < 80; i++)
            {
                _world.Run(1000);
                foreach (Actor actor in _actors) actor.Poll();
            }
        }

        private void Check()
        {
            VirtualLobby lobby = _world.Server.Lobbies.Single();
            string[] members = lobby.Members.Select(m => m.Player.Description.Name).ToArray();
            Actor[] present = _actors.Where(a => a.Session != null && !a.IsLeaving).ToArray();
            string all = _history + string.Join("\n", _actors.Select(a => a + (a.Joining.IsFaulted ? " " + a.Joining.Exception!.InnerException!.Message : "")));
            Assert.That(_actors.All(a => a.Joining.IsCompleted && a.Leaving.IsCompleted), all);
            Assert.That(members, Is.EquivalentTo(present.Select(a => a.Name)), all);
            foreach (Actor actor in present)
            {
                Assert.That(actor.Session!.State, Is.EqualTo(SessionState.Connected), all);
                Assert.That(actor.Session.Lobby.Players.Select(p => p.Name), Is.EqualTo(members), actor.Name + "\n" + all);
                Assert.That(actor.Session.Lobby.Host!.Id, Is.EqualTo(lobby.HostId), actor.Name + "\n" + all);
                Assert.That(actor.Session.Peers.Select(p => p.State), Is.All.EqualTo(PeerState.Connected), actor.Name + "\n" + all);
                Assert.That(actor.Heard, Is.Unique, actor.Name + "\n" + all);
            }
        }

        private void Note(string what) => _history += FormattableString.Invariant($"{_world.Now.TotalMilliseconds:0} {what}\n");

        /// <summary>A player from its join call to the end of its leaving.</summary>
        private sealed class Actor
        {
            private readonly HashSet<string> _known = new HashSet<string>();

            public Actor(VirtualWorld world, string name, int index)
            {
                Name = name;
                P2PClient client = world.NewClient(name);
                Joining = index == 0 ? client.CreateLobbyAsync(new CreateLobbyOptions { MaxPlayers = 64 }) : client.JoinLobbyByCodeAsync("CODE1");
                Loop = world.LoopOf(index);
            }

            public string Name { get; }

            public VirtualLoop Loop { get; }

            public Task<Session> Joining { get; }

            public Task Leaving { get; private set; } = Task.CompletedTask;

            public bool IsLeaving { get; private set; }

            public Session? Session { get; private set; }

            /// <summary>Who came and who went; nobody does either twice.</summary>
            public List<string> Heard { get; } = new List<string>();

            public void Leave()
            {
                IsLeaving = true;
                Leaving = Session!.LeaveAsync();
            }

            public void Poll()
            {
                if (Session == null && Joining.Status == TaskStatus.RanToCompletion)
                {
                    Session = Joining.Result;
                    foreach (Player player in Session.Lobby.Players) _known.Add(player.Id);
                    Session.PlayerJoined += player =>
                    {
                        Assert.That(_known.Add(player.Id), Name + " heard of " + player.Name + " twice");
                        Heard.Add("+" + player.Id);
                    };
                    Session.PlayerHasLeft += player =>
                    {
                        Assert.That(_known, Does.Contain(player.Id));
                        Heard.Add("-" + player.Id);
                    };
                }

                Session?.Poll();
            }

            public override string ToString() => Name + " " + (IsLeaving ? "left" : Joining.Status.ToString()) + (Session == null ? "" : ", " + Session.State + ": " + string.Join(" ", Session.Peers.Select(p => p.Name + " " + p.State + (p.Failure == null ? "" : " (" + p.Failure.Reason + ")"))));
        }
    }
}
