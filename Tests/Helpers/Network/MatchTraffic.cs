using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// A match between two peers: both send numbered reliable messages all the time, and what arrives is watched. So a test can break the network
    /// and then say how long it was silent, and that nothing was lost, doubled or turned round.
    /// </summary>
    internal sealed class MatchTraffic
    {
        private readonly LinkPair _pair;
        private readonly Way _toB;
        private readonly Way _toA;
        private bool _isOver;

        /// <param name="pair">Connected already.</param>
        /// <param name="channels">A reliable, ordered channel.</param>
        /// <param name="interval">Between two messages.</param>
        public MatchTraffic(LinkPair pair, (IDataChannel A, IDataChannel B) channels, TimeSpan? interval = null)
        {
            _pair = pair;
            _toB = new Way(pair.A, channels.A, pair.B, () => pair.Network.Now);
            _toA = new Way(pair.B, channels.B, pair.A, () => pair.Network.Now);
            Send(interval ?? TimeSpan.FromMilliseconds(50));
        }

        /// <summary>The longest time that either side heard nothing new, since <see cref="Forget"/>.</summary>
        public TimeSpan LongestSilence => _toA.LongestSilence > _toB.LongestSilence ? _toA.LongestSilence : _toB.LongestSilence;

        /// <summary>Silence counts from now on.</summary>
        public void Forget()
        {
            _toA.Forget();
            _toB.Forget();
        }

        /// <summary>Sends no more, and checks that all that was sent arrives.</summary>
        public void End()
        {
            _isOver = true;
            _pair.Expect(() => _toA.IsDone && _toB.IsDone, 10, "every reliable message arrives; A has " + _toA + ", B has " + _toB);
            _toA.Check();
            _toB.Check();
        }

        /// <summary>Sends no more and waits for what was sent.</summary>
        /// <returns>What was lost, doubled or turned round; null where nothing was.</returns>
        public string? FindFault()
        {
            _isOver = true;
            _pair.Network.RunUntil(() => _toA.IsDone && _toB.IsDone, TimeSpan.FromSeconds(10));
            return _toA.IsExact && _toB.IsExact ? null : "A has " + _toA + " messages, B has " + _toB;
        }

        private void Send(TimeSpan interval)
        {
            if (_isOver) return;
            _toA.Send();
            _toB.Send();
            _pair.Network.After(interval, () => Send(interval));
        }

        private sealed class Way
        {
            private readonly TestPeer _from;
            private readonly IDataChannel _channel;
            private readonly TestPeer _to;
            private readonly Func<Timestamp> _clock;
            private readonly int _before;
            private Timestamp _lastHeard;
            private TimeSpan _longest;
            private int _sent;

            public Way(TestPeer from, IDataChannel channel, TestPeer to, Func<Timestamp> clock)
            {
                _from = from;
                _channel = channel;
                _to = to;
                _clock = clock;
                _before = to.Messages.Count;
                to.OnHeard = Hear;
                Forget();
            }

            public TimeSpan LongestSilence
            {
                get
                {
                    TimeSpan now = _clock() - _lastHeard;
                    return now > _longest ? now : _longest;
                }
            }

            public bool IsDone => _to.Messages.Count - _before == _sent;

            public void Forget()
            {
                _lastHeard = _clock();
                _longest = TimeSpan.Zero;
            }

            public void Send()
            {
                Span<byte> number = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(number, _sent);
                if (_from.Send(_channel, number) == SendStatus.Accepted) _sent++;
            }

            public bool IsExact => Numbers.SequenceEqual(Enumerable.Range(0, _sent));

            private IEnumerable<int> Numbers => _to.Messages.Skip(_before).Select(m => BinaryPrimitives.ReadInt32BigEndian(m.Bytes));

            public void Check() => Assert.That(Numbers, Is.EqualTo(Enumerable.Range(0, _sent)), "what " + _to.Name + " got");

            public override string ToString() => (_to.Messages.Count - _before) + " of " + _sent;

            private void Hear()
            {
                TimeSpan silence = _clock() - _lastHeard;
                if (silence > _longest) _longest = silence;
                _lastHeard = _clock();
            }
        }
    }
}
