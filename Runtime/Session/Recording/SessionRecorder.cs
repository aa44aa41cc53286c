using System;
using System.Diagnostics;
using System.IO;

namespace P2PNet
{
    /// <summary>
    /// Writes what happens in a session to a file: every message in and out with its time, its peers and its bytes, players that come and go, links and the session's
    /// state. <see cref="SessionPlayer"/> feeds messages and events back to the same handlers; <c>Documentation~/recording.md</c> describes the file.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The game never waits for the disk: a thread of the recorder's own writes, and a message costs the game's thread the copying of its bytes and no garbage. Where the disk is
    /// slower than the game, up to <see cref="SessionRecorderOptions.MaxQueuedBytes"/> wait; messages beyond that are missing in the file, which says where and how many,
    /// are counted (<see cref="MessagesDropped"/>) and told once to <see cref="P2PClientOptions.Log"/>. Everything else is recorded all the same.
    /// </para>
    /// <para>
    /// Files and streams are not recorded, nor is what <see cref="Session.SendLargeAsync{T}"/> sends, which leaves no trace. A large message that comes in is recorded up to 256 KiB; a
    /// larger one counts as missing. Requests and their answers are in the file, and are not fed back.
    /// </para>
    /// <para>
    /// A file that ends in the middle, because the game crashed, is readable up to its last whole entry. The recording holds what players wrote to each other, and no
    /// keys, addresses or codes of the lobby. Thread: that of the session. Needs files and threads, so not in a browser.
    /// </para>
    /// </remarks>
    public sealed class SessionRecorder : IDisposable
    {
        // A game that quits waits this long for a disk that hangs.
        private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

        private readonly Session _session;
        private readonly RecordingFile _file;
        private readonly SessionTap _tap;

        private SessionRecorder(Session session, Stream stream, string path, SessionRecorderOptions options)
        {
            _session = session;
            Path = path;
            var clock = Stopwatch.StartNew();
            _file = new RecordingFile(stream, session.Buffers, options, session.Log);
            _tap = new SessionTap(new RecordingWriter(_file, () => clock.Elapsed), path, session.Log) { Ended = OnEnded };
        }

        /// <summary>Where the file is.</summary>
        public string Path { get; }

        /// <summary>Whether it goes on: not disposed, the session not over, the file not failed. Thread: any.</summary>
        public bool IsRecording => !_tap.IsOver && _file.Failure == null;

        /// <summary>Why nothing more is written, in a sentence: a full disk, say. Null while all is well. Thread: any.</summary>
        public string? Failure => _file.Failure;

        /// <summary>Messages recorded so far, in and out; a broadcast is one. Thread: any.</summary>
        public long MessagesRecorded => _tap.MessagesRecorded;

        /// <summary>Messages that are not in the file, because the disk was too slow or failed, or because they are larger than 256 KiB. Thread: any.</summary>
        public long MessagesDropped => _tap.MessagesDropped;

        /// <summary>Bytes handed to the system so far. Thread: any.</summary>
        public long BytesWritten => _file.BytesWritten;

        /// <summary>Begins to record. A file that is there is overwritten. It ends with Dispose, or with the session.</summary>
        /// <param name="session">A session that is not over; each has at most one recorder at a time.</param>
        /// <param name="path">The file's path.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <exception cref="InvalidOperationException">The session is over, or is recorded already.</exception>
        /// <exception cref="ArgumentException">An option is out of its range, or the path cannot be one.</exception>
        /// <exception cref="IOException">The file cannot be made.</exception>
        /// <exception cref="UnauthorizedAccessException">The file must not be made.</exception>
        public static SessionRecorder Start(Session session, string path, SessionRecorderOptions? options = null)
        {
            if (session == null) throw new ArgumentNullException(nameof(session));
            if (path == null) throw new ArgumentNullException(nameof(path));
            options ??= new SessionRecorderOptions();
            options.Validate(nameof(options));
            CheckSession(session);
            return Start(session, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1), path, options);
        }

        /// <summary>Ends the recording and closes the file; waits until everything is written, for 5 s at most. Doing it twice is doing it once. Thread: any.</summary>
        public void Dispose()
        {
            _tap.End();
            _file.End(EndPatience);
        }

        /// <summary>Takes the stream.</summary>
        internal static SessionRecorder Start(Session session, Stream stream, string path, SessionRecorderOptions options)
        {
            CheckSession(session);
            var recorder = new SessionRecorder(session, stream, path, options);
            recorder._tap.Describe(session);
            session.Tap = recorder._tap;
            // It may have been left meanwhile, on another thread.
            if (session.State == SessionState.Ended) recorder._tap.End();
            return recorder;
        }

        /// <summary>Does not wait: a session is left on the game's thread.</summary>
        private void OnEnded()
        {
            _session.EndTap(_tap);
            _file.End(TimeSpan.Zero);
        }

        private static void CheckSession(Session session)
        {
            if (session.State == SessionState.Ended) throw new InvalidOperationException("The session is over; there is nothing left to record.");
            if (session.Tap != null) throw new InvalidOperationException("The session is recorded already, into " + session.Tap.Path + ". End that recording first (SessionRecorder.Dispose).");
        }
    }
}
