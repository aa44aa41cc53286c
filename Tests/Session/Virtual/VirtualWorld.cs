using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Tests.Network;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// Clients, a lobby server and the links between them in one thread and in virtual time, so a test of minutes takes milliseconds and comes
    /// out the same each time. The links are a double's (<see cref="Links"/>), which fails as it is told, or the real engine's over the
    /// <see cref="VirtualNetwork"/>.
    /// </summary>
    internal sealed class VirtualWorld : IDisposable
    {
        private readonly List<VirtualLoop> _loops = new List<VirtualLoop>();
        private readonly List<P2PClient> _clients = new List<P2PClient>();

        /// <param name="seed">Of everything random.</param>
        /// <param name="trackLeaks">Whether a missing buffer is told by the place that rented it, and returned ones are poisoned; slow where there are thousands.</param>
        /// <param name="realEngine">Whether links are real ones, over the network.</param>
        public VirtualWorld(ulong seed = 1, bool trackLeaks = true, bool realEngine = false)
        {
            Random = new SeededRandom(seed);
            Network = new VirtualNetwork(seed);
            TracksLeaks = trackLeaks;
            HasRealEngine = realEngine;
            Server = new VirtualLobbyServer(this);
            Links = new FakeLinkNetwork(this);
            NextSegment = Network.Internet;
            VirtualHost stun = Network.AddHost("stun", Network.Internet, new StunServerNode());
            stun.AddAddress("192.0.2.1", 3478);
        }

        public bool TracksLeaks { get; }

        public bool HasRealEngine { get; }

        public SeededRandom Random { get; }

        public VirtualNetwork Network { get; }

        /// <summary>Where the next client is, such as behind a NAT.</summary>
        public NetworkSegment NextSegment { get; set; }

        /// <summary>What real engines look names up with; null: they know none, so that they learn of STUN from the lobby server alone.</summary>
        public IHostResolver? Resolver { get; set; }

        /// <summary>How the next client's real engine connects to relays by TCP and TLS; null: not at all.</summary>
        public VirtualStreams? NextStreams { get; set; }

        public Timestamp Now => Network.Now;

        public VirtualLobbyServer Server { get; }

        /// <summary>The engine's double: what happens on links.</summary>
        public FakeLinkNetwork Links { get; }

        public P2PClient NewClient(string name, Func<P2PClientOptions, P2PClientOptions>? change = null)
        {
            var options = new P2PClientOptions { PlayerName = name, ServerUrl = "http://lobby.test:5080" };
            var client = new P2PClient(change == null ? options : change(options), new VirtualPlatform(this));
            _clients.Add(client);
            return client;
        }

        /// <summary>A new lobby with one player, and others that joined one after the other.</summary>
        public Session[] NewSession(params string[] names)
        {
            var sessions = new Session[names.Length];
            sessions[0] = Complete(NewClient(names[0]).CreateLobbyAsync());
            for (int i = 1; i < names.Length; i++) sessions[i] = Complete(NewClient(names[i]).JoinLobbyByCodeAsync(sessions[0].Lobby.Code));
            Run(200);
            foreach (Session session in sessions) session.Poll();
            return sessions;
        }

        /// <summary>Runs until the task is complete, and gives its result or exception.</summary>
        public T Complete<T>(Task<T> task, double limitMilliseconds = 60_000)
        {
            Complete((Task)task, limitMilliseconds);
            return task.GetAwaiter().GetResult();
        }

        public void Complete(Task task, double limitMilliseconds = 60_000)
        {
            RunUntil(() => task.IsCompleted, limitMilliseconds);
            Assert.That(task.IsCompleted, () => "not complete after " + limitMilliseconds + " ms of virtual time\n" + Network.Ladder());
        }

        public void Run(double milliseconds) => RunUntil(() => false, milliseconds);

        public void RunUntil(Func<bool> condition, double limitMilliseconds = 60_000) => Network.RunUntil(condition, TimeSpan.FromMilliseconds(limitMilliseconds));

        public void After(double milliseconds, Action action) => Network.After(TimeSpan.FromMilliseconds(milliseconds), action);

        /// <summary>Gives a client's loop its place in the network.</summary>
        public void Add(VirtualLoop loop)
        {
            _loops.Add(loop);
            VirtualHost host = Network.AddHost("client " + _loops.Count, NextSegment, loop);
            host.AddAddress((NextSegment == Network.Internet ? "192.0.2." : "10.0.0.") + (10 + _loops.Count), (ushort)(5000 + _loops.Count));
            loop.Host = host;
        }

        /// <summary>The loop of a client; clients count from 0.</summary>
        public VirtualLoop LoopOf(int client) => _loops[client];

        /// <summary>Ends every client and checks that no buffer is missing.</summary>
        public void Dispose()
        {
            foreach (P2PClient client in _clients) client.Dispose();
            Run(5000);
            // A client disposes its loop on a thread of the pool, which may not have had its turn yet.
            foreach (VirtualLoop loop in _loops) loop.Dispose();
            Run(5000);
            foreach (VirtualLoop loop in _loops) loop.ReturnBuffers();
            foreach (VirtualLoop loop in _loops) Assert.That(loop.Pool.Outstanding, Is.Zero, () => string.Join("\n", loop.Pool.DescribeLeaks()));
        }
    }
}
