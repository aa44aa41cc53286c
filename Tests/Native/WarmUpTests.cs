using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Native;

namespace P2PNet.Tests.Native
{
    public sealed class WarmUpTests
    {
        [Test]
        public void RehearsesALinkInMemory()
        {
            for (int i = 0; i < 3; i++)
            {
                var watch = Stopwatch.StartNew();
                Assert.That(LinkRehearsal.Run(), Is.True);
                TestContext.Out.WriteLine($"link rehearsal {i}: {watch.Elapsed.TotalMilliseconds:0.0} ms");
            }
        }

        [Test]
        public async Task RehearsesSignalingInMemory()
        {
            var watch = Stopwatch.StartNew();
            await SignalingRehearsal.RunAsync();
            TestContext.Out.WriteLine($"signaling rehearsal: {watch.Elapsed.TotalMilliseconds:0.0} ms");
        }
    }
}
