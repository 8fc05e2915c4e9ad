using Ephemeris.Api;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Events;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Http;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.States;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ephemeris", Defaults.Configure);
builder.Services.AddSnakeCaseJson();
builder.Services.AddTimeResolution();
builder.Services.AddKernels();
builder.Services.AddCharts();
builder.Services.AddHouses();
builder.Services.AddEvents();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapTimeResolution();
app.MapCharts();
app.MapHouses();
app.MapEvents();
app.MapStates();
app.MapFrames();
app.Run();
