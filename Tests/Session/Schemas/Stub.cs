namespace P2PNet.Tests.Sessions
{
    /// <summary>A message of which only the schema counts: each case of a test has types of its own, since one type is one message in a process.</summary>
    internal readonly struct Stub<TTest, TMessage>
    {
    }
}
