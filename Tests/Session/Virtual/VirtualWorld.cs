using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// Clients, a lobby server and the links between them in one thread and in virtual time. A step runs every loop that was woken or is due,
    /// then what is due next; so a test of minutes takes milliseconds and comes out the same each time.
    /// </summary>
    internal sealed class VirtualWorld : IDisposable
    {
        private readonly SortedDictionary<(long Ticks, long Order), Action> _schedule = new SortedDictionary<(long Ticks, long Order), Action>();
        private readonly List<VirtualLoop> _loops = new List<VirtualLoop>();
        private readonly List<P2PClient> _clients = new List<P2PClient>();
        private long _order;

        /// <param name="seed">Of everything random.</param>
        /// <param name="trackLeaks">Whether a missing buffer is told by the place that rented it, and returned ones are poisoned; slow where there are thousands.</param>
        public VirtualWorld(ulong seed = 1, bool trackLeaks = true)
        {
            TracksLeaks = trackLeaks;
            Random = new SeededRandom(seed);
            Server = new VirtualLobbyServer(this);
            Links = new FakeLinkNetwork(this);
        }

        public bool TracksLeaks { get; }

        public SeededRandom Random { get; }

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        public VirtualLobbyServer Server { get; }

        /// <summary>The engine's double: what happens on links.</summary>
        public FakeLinkNetwork Links { get; }

        public List<BufferPool> Pools { get; } = new List<BufferPool>();

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
            foreach (Session session in sessions) session.Poll();
            Run(100);
            foreach (Session session in sessions) session.Poll();
            return sessions;
        }

        /// <summary>Runs until the task is complete, and gives its result or exception.</summary>
        public T Complete<T>(System.Threading.Tasks.Task<T> task, double limitMilliseconds = 60_000)
        {
            RunUntil(() => task.IsCompleted, limitMilliseconds);
            Assert.That(task.IsCompleted, "not complete after " + limitMilliseconds + " ms of virtual time");
            return task.GetAwaiter().GetResult();
        }

        public void Complete(System.Threading.Tasks.Task task, double limitMilliseconds = 60_000)
        {
            RunUntil(() => task.IsCompleted, limitMilliseconds);
            Assert.That(task.IsCompleted, "not complete after " + limitMilliseconds + " ms of virtual time");
        }

        public void Run(double milliseconds) => RunUntil(() => false, milliseconds);

        public void RunUntil(Func<bool> condition, double limitMilliseconds = 60_000)
        {
            Timestamp end = Now + TimeSpan.FromMilliseconds(limitMilliseconds);
            while (!condition())
            {
                if (RunLoops()) continue;
                Timestamp next = NextEvent();
                if (next > end)
                {
                    Now = end;
                    RunLoops();
                    return;
                }

                if (next > Now) Now = next;
                RunDue();
            }
        }

        public void After(double milliseconds, Action action) => At(Now + TimeSpan.FromMilliseconds(milliseconds), action);

        public void At(Timestamp time, Action action) => _schedule.Add((time.Ticks, _order++), action);

        public void Add(VirtualLoop loop) => _loops.Add(loop);

        public void Remove(VirtualLoop loop) => _loops.Remove(loop);

        /// <summary>The loop of a client; clients count from 0.</summary>
        public VirtualLoop LoopOf(int client) => _loops[client];

        /// <summary>A client's network thread ends by itself; clients count from 0.</summary>
        public void BreakLoop(int client, string reason) => _loops[client].Stop(reason);

        /// <summary>Ends every client and checks that no buffer is missing.</summary>
        public void Dispose()
        {
            foreach (P2PClient client in _clients) client.Dispose();
            Run(5000);
            // A client disposes its loop on a thread of the pool, which may not have had its turn yet.
            foreach (VirtualLoop loop in _loops.ToArray()) loop.Dispose();
            Run(5000);
            foreach (BufferPool pool in Pools) Assert.That(pool.Outstanding, Is.Zero, () => string.Join("\n", pool.DescribeLeaks()));
        }

        private bool RunLoops()
        {
            bool any = false;
            for (int i = 0; i < _loops.Count; i++) any |= _loops[i].RunIfDue();
            return any;
        }

        private Timestamp NextEvent()
        {
            Timestamp next = Timestamp.Never;
            foreach ((long ticks, long _) in _schedule.Keys)
            {
                next = new Timestamp(ticks);
                break;
            }

            foreach (VirtualLoop loop in _loops) next = Timestamp.Min(next, loop.NextTimeout);
            return next;
        }

        private void RunDue()
        {
            while (_schedule.Count > 0)
            {
                KeyValuePair<(long Ticks, long Order), Action> first = default;
                foreach (KeyValuePair<(long Ticks, long Order), Action> entry in _schedule)
                {
                    first = entry;
                    break;
                }

                if (first.Key.Ticks > Now.Ticks) return;
                _schedule.Remove(first.Key);
                first.Value();
            }
        }
    }
}
