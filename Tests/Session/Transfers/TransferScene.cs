using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Players of one lobby in a <see cref="VirtualWorld"/> who poll sixty times a second, and a folder of their own.</summary>
    internal sealed class TransferScene : IDisposable
    {
        private bool _ended;

        public TransferScene(ulong seed = 1, bool realEngine = false, bool trackLeaks = true, Func<P2PClientOptions, P2PClientOptions>? change = null, params string[] names)
        {
            World = new VirtualWorld(seed, trackLeaks, realEngine);
            World.Network.KeepsTrace = false;
            if (names.Length == 0) names = new[] { "Ann", "Bob" };
            var sessions = new List<Session>();
            foreach (string name in names)
            {
                P2PClient client = World.NewClient(name, o => (change ?? (x => x))(new P2PClientOptions { PlayerName = name, ServerUrl = o.ServerUrl }));
                sessions.Add(World.Complete(sessions.Count == 0 ? client.CreateLobbyAsync() : client.JoinLobbyByCodeAsync(sessions[0].Lobby.Code)));
            }

            Sessions = sessions.ToArray();
            Folder = Path.Combine(Path.GetTempPath(), "p2pnet-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(Folder);
            World.Run(200);
            Frame();
        }

        public VirtualWorld World { get; }

        public Session[] Sessions { get; }

        public Session Ann => Sessions[0];

        public Session Bob => Sessions[1];

        /// <summary>Ann's end of the link to Bob.</summary>
        public Peer BobOfAnn => Ann.Peers[0];

        public string Folder { get; }

        /// <summary>A player's end of its newest link.</summary>
        public FakePeerConnection NewestLinkOf(int player) => World.Links.Connections.Last(c => c.Loop == World.LoopOf(player));

        public string PathOf(string name) => Path.Combine(Folder, name);

        public static byte[] Bytes(int length, ulong seed = 7)
        {
            var bytes = new byte[length];
            new SeededRandom(seed).Fill(bytes);
            return bytes;
        }

        public string WriteFile(string name, byte[] content)
        {
            File.WriteAllBytes(PathOf(name), content);
            return PathOf(name);
        }

        /// <summary>Polls until something is true.</summary>
        public bool PollUntil(Func<bool> condition, double limitMilliseconds = 60_000)
        {
            Timestamp end = World.Now + TimeSpan.FromMilliseconds(limitMilliseconds);
            while (!condition())
            {
                if (World.Now >= end) return false;
                World.Run(1000.0 / 60);
                Frame();
            }

            return true;
        }

        public void Run(double milliseconds) => PollUntil(() => false, milliseconds);

        /// <summary>Polls until the task is complete, and lets what it failed of come through.</summary>
        public void Complete(Task task, double limitMilliseconds = 60_000)
        {
            Assert.That(PollUntil(() => task.IsCompleted, limitMilliseconds), "the transfer does not end");
            task.GetAwaiter().GetResult();
        }

        public TransferException Fails(Task task, double limitMilliseconds = 120_000)
        {
            Assert.That(PollUntil(() => task.IsCompleted, limitMilliseconds), "the transfer does not end");
            return FailureOf(task);
        }

        public static TransferException FailureOf(Task task)
        {
            Assert.That(task.Exception?.InnerException, Is.InstanceOf<TransferException>(), "the transfer should fail");
            return (TransferException)task.Exception!.InnerException!;
        }

        /// <summary>Ends the session and checks that every buffer is back; returns what is left in the folder.</summary>
        public string[] End()
        {
            if (_ended) return Array.Empty<string>();
            _ended = true;
            World.Dispose();
            string[] files = Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).OrderBy(f => f, StringComparer.Ordinal).ToArray();
            Directory.Delete(Folder, recursive: true);
            return files;
        }

        public void Dispose() => End();

        private void Frame()
        {
            foreach (Session session in Sessions) session.Poll();
        }

        /// <summary>Reports to a list, on the thread that polls.</summary>
        internal sealed class Recorder : IProgress<TransferProgress>
        {
            public List<TransferProgress> Reports { get; } = new List<TransferProgress>();

            public int Thread { get; private set; }

            public void Report(TransferProgress value)
            {
                Thread = Environment.CurrentManagedThreadId;
                Reports.Add(value);
            }
        }
    }
}
