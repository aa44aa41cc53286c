using System;
using System.Collections.Generic;
using System.IO;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Makes recordings for tests.</summary>
    internal static class Recordings
    {
        /// <summary>Bob's recording of a match in which Cid comes and goes, and what Bob heard and counted meanwhile.</summary>
        public static byte[] OfAMatch(out List<string> heard)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Session bob = sessions[1];
            var log = new EventLog(bob);
            heard = log.Lines;
            var disk = new SlowStream();
            using (SessionRecorder recorder = SessionRecorder.Start(bob, disk, "match", new SessionRecorderOptions()))
            {
                Play(world, sessions[0], bob, 20);
                Session cid = world.Complete(world.NewClient("Cid").JoinLobbyByCodeAsync(bob.Lobby.Code));
                Play(world, cid, bob, 10);
                world.Server.Delete(bob.Lobby.Code, "Closed for tonight.");
                Play(world, sessions[0], bob, 5);
            }

            return disk.Taken;
        }

        /// <summary>A file that is written entry by entry.</summary>
        public static byte[] Written(Action<RecordingWriter> write, Func<TimeSpan>? clock = null)
        {
            var disk = new SlowStream();
            var file = new RecordingFile(disk, new BufferPool(), new SessionRecorderOptions(), null);
            var writer = new RecordingWriter(file, clock ?? (() => TimeSpan.Zero));
            writer.Header(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "a test", "Lobby", 4, SessionState.Connected, null);
            write(writer);
            writer.End();
            file.End(TimeSpan.FromSeconds(20));
            return disk.Taken;
        }

        public static RecordingReader Reader(byte[] file) => RecordingReader.Open(new MemoryStream(file), "match");

        private static void Play(VirtualWorld world, Session from, Session to, int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                from.Broadcast(new Moved { Tick = i, X = i / 2f });
                if (i % 3 == 0) from.Broadcast(new Numbered { Number = i, Padding = new byte[i] });
                if (i % 5 == 0) to.Broadcast(new Numbered { Number = -i });
                world.Run(16);
                from.Poll();
                to.Poll();
            }
        }
    }
}
