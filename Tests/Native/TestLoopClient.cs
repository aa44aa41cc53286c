using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>A loop's client that runs what the test posts to it.</summary>
    internal sealed class TestLoopClient : ISessionLoopClient
    {
        private readonly ConcurrentQueue<Action> _posted = new ConcurrentQueue<Action>();
        private ISessionLoop? _loop;

        /// <summary>Called in each Run, on the loop's thread.</summary>
        public Action<Timestamp>? OnRun { get; set; }

        public Action? OnStop { get; set; }

        public ManualResetEventSlim Started { get; } = new ManualResetEventSlim();

        public ManualResetEventSlim Stopped { get; } = new ManualResetEventSlim();

        public string? StopReason { get; private set; }

        public int Runs { get; private set; }

        public List<string> Log { get; } = new List<string>();

        public ISessionLoop Loop => _loop ?? throw new InvalidOperationException("Not started.");

        public Timestamp NextTimeout { get; set; } = Timestamp.Never;

        /// <summary>Waits until the loop runs; throws when it ends instead.</summary>
        public void WaitUntilStarted()
        {
            int first = WaitHandle.WaitAny(new[] { Started.WaitHandle, Stopped.WaitHandle }, TimeSpan.FromSeconds(20));
            if (first != 0) throw new InvalidOperationException("The loop did not start: " + StopReason);
        }

        public void OnStarted(ISessionLoop loop)
        {
            _loop = loop;
            Started.Set();
        }

        public void Run(Timestamp now)
        {
            Runs++;
            while (_posted.TryDequeue(out Action? action)) action();
            OnRun?.Invoke(now);
        }

        public int NetworkChanges { get; private set; }

        public void OnNetworkChanged(Timestamp now) => NetworkChanges++;

        public void OnStopping(string? reason)
        {
            StopReason = reason;
            OnStop?.Invoke();
            Stopped.Set();
        }

        /// <summary>Runs it on the loop's thread, soon. Thread: any.</summary>
        public void Post(Action action)
        {
            _posted.Enqueue(action);
            Loop.Wake();
        }

        /// <summary>Runs it on the loop's thread and waits for it.</summary>
        public T Ask<T>(Func<T> question)
        {
            T answer = default!;
            using var done = new ManualResetEventSlim();
            Post(() =>
            {
                answer = question();
                done.Set();
            });
            if (!done.Wait(TimeSpan.FromSeconds(20))) throw new TimeoutException("The loop does not answer.");
            return answer;
        }

        public void Append(string line)
        {
            lock (Log) Log.Add(line);
        }
    }
}
