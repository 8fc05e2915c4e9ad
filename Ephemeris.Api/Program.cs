using Ephemeris.Api;
using Ephemeris.Api.Http;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ephemeris", Defaults.Configure);
builder.Services.AddSnakeCaseJson();
builder.Services.AddTimeResolution();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapTimeResolution();
app.Run();
